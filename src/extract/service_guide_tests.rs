//! Guides as vendors draw them, and pages that name conditions and materials and are none.

use jiff::civil::date;
use url::Url;

use crate::extract::{PageInput, page};
use crate::facts::{GuideElement, ServiceGuide};

fn read(html: &str) -> Option<ServiceGuide> {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/bsfw/1.html").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    page(&input).facts.service_guide
}

fn titled(title: &str, body: &str) -> String {
    format!(
        "<title>{title}_云岭县人民政府</title><div class=nav><a href=/>首页</a><a href=/bszn/>办事指南</a></div>\
         <h1>{title}</h1><div class=content>{body}</div>\
         <div class=footer>主办单位：云岭县 联系电话：0000-7654321</div>"
    )
}

fn excerpts(guide: &ServiceGuide) -> [Option<&str>; 8] {
    guide.elements().map(|e| e.map(|e| e.excerpt.as_str()))
}

const WHOLE: [Option<&str>; 8] = [
    Some("公共场所卫生许可"),
    Some("《公共场所卫生管理条例》第四条"),
    Some("有固定的经营场所"),
    Some("1.申请表 2.身份证复印件"),
    Some("县政务服务中心二楼"),
    Some("工作日上午8:30—12:00"),
    Some("0000-1234567"),
    Some("申请、受理、审查、决定"),
];

#[test]
fn a_two_column_table_of_the_province_wide_template() {
    let html = titled(
        "公共场所卫生许可",
        "<table><tr><td>事 项 名 称</td><td>公共场所卫生许可</td><td>办件类型</td><td>承诺件</td></tr>\
         <tr><td>设定依据</td><td colspan=3>《公共场所卫生管理条例》第四条</td></tr>\
         <tr><td>受理条件</td><td colspan=3><p>有固定的经营场所</p></td></tr>\
         <tr><td>申请材料</td><td colspan=3><p>1.申请表</p><p>2.身份证复印件</p></td></tr>\
         <tr><td>办理地点</td><td>县政务服务中心二楼</td><td>办公时间</td><td>工作日上午8:30—12:00</td></tr>\
         <tr><td>法定办结时限</td><td>20个工作日</td><td>咨询电话</td><td>0000-1234567</td></tr>\
         <tr><td>监督电话</td><td>0000-1112222</td><td>收费标准</td><td>不收费</td></tr>\
         <tr><td>办理流程</td><td colspan=3>申请、受理、审查、决定</td></tr></table>",
    );
    assert_eq!(excerpts(&read(&html).unwrap()), WHOLE);
}

#[test]
fn numbered_headings_of_an_article() {
    let html = titled(
        "公共场所卫生许可办事指南",
        "<p><strong>一、事项名称</strong></p><p>公共场所卫生许可</p><p>二、法律依据</p>\
         <p>《公共场所卫生管理条例》第四条</p><p>三、申请条件</p><p>有固定的经营场所</p>\
         <p>四、提交材料</p><p>1.申请表</p><p>2.身份证复印件</p><p>五、办理程序</p><p>申请、受理、审查、决定</p>\
         <p>六、办理时限</p><p>5个工作日</p><p>七、办理时间：工作日上午8:30—12:00</p>\
         <p>八、办理地点：县政务服务中心二楼</p><p>九、联系电话：0000-1234567</p>",
    );
    assert_eq!(excerpts(&read(&html).unwrap()), WHOLE);
}

#[test]
fn tabs_with_hidden_panes_and_a_definition_list() {
    let html = titled(
        "公共场所卫生许可",
        "<dl><dt>实施主体</dt><dd>县卫生健康局</dd><dt>事项名称</dt><dd>公共场所卫生许可</dd><dt>办理窗口</dt>\
         <dd>县政务服务中心二楼</dd><dt>工作时间</dt><dd>工作日上午8:30—12:00</dd><dt>咨询方式</dt><dd>0000-1234567</dd></dl>\
         <ul class=tab><li class=on>受理条件</li><li>申请材料</li><li>办理流程</li><li>设定依据</li><li>收费标准</li></ul>\
         <div class=panes><div>有固定的经营场所</div><div style='display:none'>1.申请表<br>2.身份证复印件</div>\
         <div style='display:none'>申请、受理、审查、决定</div><div>《公共场所卫生管理条例》第四条</div><div>不收费</div></div>",
    );
    assert_eq!(excerpts(&read(&html).unwrap()), WHOLE);
}

#[test]
fn bold_lead_ins_of_a_pasted_word_text() {
    let html = titled(
        "公共场所卫生许可办理指南",
        "<p><b>【办理事项】</b>公共场所卫生许可</p><p><b>【办理依据】</b>《公共场所卫生管理条例》第四条</p>\
         <p><b>【办理条件】</b>有固定的经营场所</p><p><b>【所需材料】</b></p><p>1.申请表</p><p>2.身份证复印件</p>\
         <p><b>【受理地点】</b>县政务服务中心二楼</p><p><b>【受理时间】</b>工作日上午8:30—12:00</p>\
         <p><b>【咨询热线】</b>0000-1234567</p><p><b>【办事流程】</b>申请、受理、审查、决定</p>",
    );
    assert_eq!(excerpts(&read(&html).unwrap()), WHOLE);
}

#[test]
fn spans_in_rows_of_a_service_net() {
    let row = |label: &str, value: &str| {
        format!("<div class=row><span class=label>{label}：</span><span>{value}</span></div>")
    };
    let values = WHOLE.map(Option::unwrap);
    let labels = [
        "服务事项",
        "实施依据",
        "准予条件",
        "材料清单",
        "受理地址",
        "对外办公时间",
        "服务电话",
        "审批流程",
    ];
    let rows: String = labels.iter().zip(values).map(|(l, v)| row(l, v)).collect();
    assert_eq!(
        excerpts(&read(&titled("公共场所卫生许可", &rows)).unwrap()),
        WHOLE
    );
}

#[test]
fn an_empty_value_is_not_a_missing_label_and_a_chart_is_a_value() {
    let guide = read(&titled(
        "公共场所卫生许可办事指南",
        "<table><tr><td>设定依据</td><td></td></tr><tr><td>办理材料</td><td>申请表</td></tr>\
         <tr><td>办理流程</td><td><img src=flow.png></td></tr><tr><td>监督电话</td><td>0000-1</td></tr></table>",
    ))
    .unwrap();
    assert!(guide.basis.as_ref().is_some_and(GuideElement::is_empty));
    assert!(
        guide
            .process
            .as_ref()
            .is_some_and(|e| e.has_image && !e.is_empty())
    );
    // A telephone for complaints alone is none, and 办理时限 is no office hours.
    assert_eq!(
        (&guide.phone, &guide.hours, &guide.conditions),
        (&None, &None, &None)
    );
    let name = guide.name.unwrap();
    assert_eq!(
        (name.label.as_str(), name.excerpt.as_str()),
        ("", "公共场所卫生许可办事指南")
    );
}

#[test]
fn one_label_may_name_two_classes() {
    let guide = read(&titled(
        "残疾人证办事指南",
        "<p>一、申请材料：申请表</p><p>二、办理时间和地点：工作日，县残联</p><p>三、咨询及监督电话：0000-1</p>\
         <p>四、办理时限：5个工作日</p>",
    ))
    .unwrap();
    let text = |e: &Option<GuideElement>| e.as_ref().map(|e| e.excerpt.clone());
    let both = Some("工作日，县残联".to_owned());
    assert_eq!(
        (text(&guide.place), text(&guide.hours)),
        (both.clone(), both)
    );
    assert_eq!(text(&guide.phone).as_deref(), Some("0000-1"));
}

#[test]
fn a_table_with_one_row_below_its_header_is_a_guide_and_a_catalogue_is_none() {
    let header = "<tr><th>事项名称</th><th>设定依据</th><th>申请条件</th><th>办理材料</th><th>办理流程</th><th>联系电话</th></tr>";
    let row = "<tr><td>残疾人证</td><td>条例</td><td>本县户籍</td><td>申请表</td><td>申请、审核</td><td>0000-1</td></tr>";
    let one = read(&titled(
        "残疾人证办事指南",
        &format!("<table>{header}{row}</table>"),
    ))
    .unwrap();
    let expected = [
        Some("残疾人证"),
        Some("条例"),
        Some("本县户籍"),
        Some("申请表"),
        None,
        None,
        Some("0000-1"),
        Some("申请、审核"),
    ];
    assert_eq!(excerpts(&one), expected);
    let many = format!("<table>{header}{row}{row}{row}</table>");
    assert_eq!(read(&titled("便民服务办事指南", &many)), None);
}

#[test]
fn what_names_conditions_and_materials_in_another_cause_is_no_guide() {
    let sections = "<p>一、申报条件</p><p>本县企业</p><p>二、申报材料</p><p>申报书</p><p>三、申报程序</p><p>逐级推荐</p>\
                    <p>四、联系电话：0000-1</p><p>五、受理时间：即日起</p><p>六、受理地点：县局</p>";
    for title in [
        "关于组织申报2026年科技项目的通知",
        "云岭县政府信息公开指南",
        "依申请公开",
        "云岭县2026年公开招聘教师公告",
        "《云岭县人才补贴办法》解读",
    ] {
        assert_eq!(read(&titled(title, sections)), None, "{title}");
    }
    let news = "<p>记者了解到，办理营业执照的申请条件进一步放宽，申请材料由六份减为两份。</p>\
                <p>联系电话：0000-1</p><p>办理流程也更加简便。</p>";
    assert_eq!(read(&titled("我县优化营商环境", news)), None);
    let menu = "<ul><li><a href=1.html>申请条件</a></li><li><a href=2.html>办理流程</a></li><li><a href=3.html>申请材料</a></li></ul>";
    assert_eq!(read(&titled("办事指南", menu)), None);
}

#[test]
fn words_of_a_template_are_no_value() {
    let guide = read(&titled(
        "残疾人证办事指南",
        "<table><tr><td>申请材料</td><td>申请表</td></tr><tr><td>办理流程</td><td>{{item.flow}}</td></tr></table>",
    ))
    .unwrap();
    assert!(guide.script_filled && guide.process.unwrap().is_empty());
}

#[test]
fn a_poor_guide_is_a_guide_by_its_title() {
    let body = "<p>一、设定依据：条例</p><p>二、办理地点：县残联</p><p>三、联系电话：0000-1</p>";
    let guide = read(&titled("残疾人证办事指南", body)).unwrap();
    assert_eq!(guide.elements().iter().flatten().count(), 4);
    for other in ["残疾人证", "云岭旅游指南"] {
        assert_eq!(read(&titled(other, body)), None, "{other}");
    }
}
