//! Service guides (办事指南): the eight classes of elements with their synonyms (FIELD §6.1). The
//! disclosure guide (政府信息公开指南) is another thing and left to `guide`; which elements a guide
//! must have is left to the checks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::headed_rows;
use super::labelled::{self, Labelled};
use super::outline::Outline;
use super::white_space::clip;
use crate::facts::{GuideElement, LinkKind, Place, ServiceGuide};

/// Classes of elements as bits, since 办理时间和地点 names two.
type Classes = u16;

const NAME: Classes = 1;
const BASIS: Classes = 1 << 1;
const CONDITIONS: Classes = 1 << 2;
const MATERIALS: Classes = 1 << 3;
const PLACE: Classes = 1 << 4;
const HOURS: Classes = 1 << 5;
const PHONE: Classes = 1 << 6;
const PROCESS: Classes = 1 << 7;
/// A label of guides that is none of the eight and bounds values.
const OTHER: Classes = 1 << 8;

/// Labels by class, white space removed.
const LABELS: [(Classes, &str); 9] = [
    (
        NAME,
        "事项名称 服务事项 权力事项 服务事项名称 办理事项 办理事项名称 许可事项 许可事项名称 审批事项名称 \
         审批事项 办事项目 项目名称 业务名称 子项名称 主项名称 事项 办事事项 权力名称 职权名称 \
         政务服务事项名称 公共服务事项名称 实施清单名称",
    ),
    (
        BASIS,
        "设定依据 办理依据 法律依据 实施依据 政策依据 审批依据 许可依据 法定依据 行使依据 受理依据 \
         办事依据 法规依据 文件依据 依据 设立依据 法律法规依据 政策法规依据 事项依据 服务依据 \
         审批法律依据 许可法律依据 法律法规 权力依据 申办依据 登记依据 依据文件",
    ),
    (
        CONDITIONS,
        "申请条件 受理条件 办理条件 准予条件 申办条件 审批条件 许可条件 申报条件 办事条件 服务条件 \
         准予批准条件 予以批准的条件 批准条件 申请人条件 办理的条件 申领条件 登记条件 具备条件 准入条件 \
         申请资格 申办资格 享受条件 补贴条件 条件",
    ),
    (
        MATERIALS,
        "办理材料 申请材料 申报材料 提交材料 材料清单 所需材料 需提交材料 应提交材料 申办材料 受理材料 \
         办事材料 提交资料 申请资料 所需资料 申报资料 办理资料 申请材料清单 申报材料清单 申请材料目录 \
         材料目录 需提供材料 提供材料 办理所需材料 需要材料 需提交的材料 应提交的材料 需提供的材料 \
         所需提交材料 所需申请材料 办事所需材料 申请需提交的材料 应当提交的材料 提交的材料 申办所需材料 \
         申领材料 登记材料 必备材料 材料 材料要求 申请材料要求 需要提交的材料 需准备材料",
    ),
    (
        PLACE,
        "办理地点 受理地点 办公地址 窗口地址 办理地址 受理地址 办事地点 办公地点 办理窗口 受理窗口 \
         服务地点 服务地址 窗口地点 地址 地点 申请地点 办事地址 办事窗口 现场办理地点 线下办理地点 \
         窗口办理地点 咨询地址 联系地址 受理地点及窗口 办公窗口 窗口位置 办理场所 受理场所 服务窗口",
    ),
    (
        HOURS,
        "办理时间 受理时间 办公时间 工作时间 服务时间 对外办公时间 接待时间 办事时间 窗口时间 \
         窗口办理时间 窗口工作时间 现场办理时间 上班时间 时间 工作日时间 受理办公时间 业务办理时间 \
         窗口受理时间 对外服务时间 夏令时 冬令时",
    ),
    (
        PHONE,
        "联系电话 咨询电话 咨询方式 联系方式 服务电话 办公电话 咨询热线 服务热线 窗口电话 电话 \
         咨询服务电话 联系咨询电话 咨询联系电话 业务咨询电话 咨询途径 咨询渠道 受理电话 办事咨询电话 \
         咨询联系方式 窗口咨询电话 政策咨询电话 办理电话 电话咨询 咨询",
    ),
    (
        PROCESS,
        "办理流程 办理程序 办事流程 流程图 办事程序 申请流程 审批流程 办理流程图 工作流程 审批程序 \
         申报流程 申请程序 申报程序 许可程序 业务流程 办理步骤 网上办理流程 窗口办理流程 线上办理流程 \
         线下办理流程 现场办理流程 业务办理流程 服务流程 受理流程 基本流程 运行流程图 外部流程图 \
         办事流程图 审批流程图 流程 程序 办理环节 办理过程 业务流程图 服务流程图 工作流程图 许可流程 \
         权力运行流程图 申办流程 申办程序 登记程序 审批环节 办理流程说明",
    ),
    (
        OTHER,
        "办理时限 法定时限 承诺时限 法定办结时限 承诺办结时限 办结时限 办理期限 法定期限 承诺期限 \
         审批时限 受理时限 时限 收费标准 收费依据 收费情况 是否收费 收费项目 收费方式 收费标准及依据 \
         收费依据及标准 收费 办件类型 服务对象 服务对象类型 实施机关 实施主体 实施机构 办理机构 \
         承办机构 承办单位 受理机构 受理单位 责任单位 办理部门 办理单位 实施部门 实施单位 受理部门 \
         责任部门 主管部门 决定机构 决定机关 监督电话 投诉电话 监督投诉电话 投诉监督电话 \
         监督投诉方式 监督投诉渠道 监督方式 投诉方式 投诉渠道 监督投诉 监督检查 监督渠道 结果名称 \
         审批结果 办理结果 结果送达 送达方式 送达时限 结果样本 审批结果名称 办理形式 办理方式 \
         办理深度 网办深度 到现场次数 到办事现场次数 通办范围 事项类型 事项编码 事项类别 事项性质 \
         实施编码 基本编码 行使层级 权力来源 联办机构 中介服务 数量限制 常见问题 注意事项 备注 \
         表格下载 相关表格 示范文本 样表 附件 相关附件 基本信息 适用范围 适用对象 办理对象 申请对象 \
         受理对象 申请主体 审查标准 审批数量 年审年检 年检要求 进程查询 办理进程查询 办理进程 \
         结果查询 网上办理 在线申报 网办地址 在线办理 交通指引 乘车路线 交通方式 救济途径 权利义务 \
         法律救济 救济渠道 行政复议 行政诉讼 法律效力 禁止性要求 受理标准 申请表格 申请方式 预约办理 \
         支付方式 物流快递 是否网办 办理须知 特别程序 审批证件 证件名称 有效期限 证件有效期 \
         邮政编码 邮编 传真 责任科室 承办科室 负责人 联系人 所属部门 发布时间 更新时间 发布日期 来源",
    ),
];

static CLASSES: LazyLock<BTreeMap<&str, Classes>> = LazyLock::new(|| {
    let words = |(class, labels): (Classes, &'static str)| {
        labels.split_ascii_whitespace().map(move |w| (w, class))
    };
    LABELS.into_iter().flat_map(words).collect()
});

/// What a label means; 办理时间和地点 means two things.
fn read(label: &str) -> Option<Classes> {
    if let Some(class) = CLASSES.get(label) {
        return Some(*class);
    }
    let mut parts = label.split(['、', '及', '和', '与', '/']);
    let (first, second) = (parts.next()?, parts.next()?);
    let known = |part: &str| CLASSES.get(part).copied();
    // 咨询及监督电话: what the first part lacks stands at the end of the second.
    let whole = |part: &str| {
        let end: String = second
            .chars()
            .skip(second.chars().count().saturating_sub(2))
            .collect();
        known(part)
            .filter(|_| part != "咨询")
            .or_else(|| known(&format!("{part}{end}")))
    };
    let (first, second) = (whole(first)?, known(second)?);
    // 咨询及监督电话 is a telephone for questions.
    let both = match (first | second) & !OTHER {
        0 => OTHER,
        of_guide => of_guide,
    };
    parts.next().is_none().then_some(both)
}

/// Labels of guides, asked before anything is looked for; one that pads all its labels with blanks
/// is known by its title.
const SIGNS: &str = "办理材料 申请材料 申报材料 提交材料 所需材料 材料清单 申办材料 申请资料 申报资料 提交资料 \
    提交的材料 办理流程 办事流程 办理程序 流程图 审批流程 申请流程 申请程序 申办流程 服务流程 业务流程 受理条件 \
    申请条件 办理条件 准予条件 许可条件 申办条件 审批条件 批准条件 申报条件";

/// Names of pages and columns of guides.
const GUIDE_NAMES: [&str; 9] = [
    "办事指南",
    "服务指南",
    "办理指南",
    "办事服务",
    "办理流程",
    "办事流程",
    "办事须知",
    "申办指南",
    "政务服务事项",
];

/// Titles of what is no guide though it has conditions and materials: calls for applications,
/// policy documents, the disclosure guide, and the page on how to apply for information.
const OTHER_NAMES: [&str; 16] = [
    "信息公开",
    "申请公开",
    "公开申请",
    "公开指南",
    "招聘",
    "招标",
    "采购",
    "招生",
    "征求意见",
    "解读",
    "公示",
    "竞买",
    "拍卖",
    "招募",
    "会议",
    "目录",
];
const DOCUMENT_ENDS: [&str; 14] = [
    "通知", "公告", "通告", "方案", "办法", "规定", "意见", "细则", "条例", "决定", "函", "批复",
    "报告", "清单",
];

/// Names by which a page is judged.
pub(super) struct PageNames<'a> {
    /// Title of the content.
    pub(super) heading: &'a str,
    /// Names of its columns, from tags and breadcrumb.
    pub(super) columns: &'a [&'a str],
}

/// The guide that the page is, if it has grounds to be one.
pub(super) fn service_guide(outline: &Outline, names: &PageNames<'_>) -> Option<ServiceGuide> {
    let text = &outline.text;
    let has_sign = || {
        SIGNS
            .split_ascii_whitespace()
            .any(|sign| text.contains(sign))
    };
    if is_other(names.heading) || !(is_titled(names) || has_sign()) {
        return None;
    }
    let mut labels = labelled::labelled(outline, &read, |place| place == Place::Body);
    one_row_table(outline, &mut labels)?;
    let classes = labels.iter().fold(0, |all, label| all | label.field);
    let has_value = labels
        .iter()
        .any(|l| l.field != OTHER && !value(outline, l).is_empty());
    if !has_value || !has_grounds(names, &labels, classes) {
        return None;
    }
    let element = |class| best(outline, &labels, class);
    Some(ServiceGuide {
        name: element(NAME).or_else(|| named_by_heading(names.heading)),
        basis: element(BASIS),
        conditions: element(CONDITIONS),
        materials: element(MATERIALS),
        place: element(PLACE),
        hours: element(HOURS),
        phone: element(PHONE),
        process: element(PROCESS),
        script_filled: outline.markers.asks_for_data || outline.markers.mount_point,
    })
}

fn is_other(heading: &str) -> bool {
    let plain = heading.trim_end_matches(|c: char| !c.is_alphabetic());
    OTHER_NAMES.iter().any(|word| heading.contains(word))
        || DOCUMENT_ENDS.iter().any(|word| plain.ends_with(word))
}

fn is_titled(names: &PageNames<'_>) -> bool {
    names_guide(&names.heading) || names.heading.ends_with("指南")
}

fn names_guide(name: &&str) -> bool {
    GUIDE_NAMES.iter().any(|word| name.contains(word))
}

/// Labels that guides have: two below the title of a guide, more in a column of guides, and most
/// where neither says so. 依据 and 电话 stand on many pages, so conditions, materials or process
/// must be among them unless the title says what it is.
fn has_grounds(names: &PageNames<'_>, labels: &[Labelled<Classes>], classes: Classes) -> bool {
    const OWN: Classes = CONDITIONS | MATERIALS | PROCESS;
    let whole = labels.iter().filter(|l| l.label.chars().count() >= 4);
    let whole = whole.fold(0, |all, label| all | label.field) & !OTHER & !NAME;
    let own = (whole & OWN).count_ones();
    let count = (classes & !OTHER & !NAME).count_ones();
    if is_titled(names) {
        // 旅游指南 has addresses and telephones.
        let is_service = names_guide(&names.heading);
        return count >= 2 && (own >= 1 || (is_service && whole.count_ones() >= 2));
    }
    if names.columns.iter().any(names_guide) {
        return count >= 3 && own >= 1;
    }
    let others = labels.iter().filter(|l| l.field == OTHER).count();
    let is_formal = classes & NAME != 0 || others >= 2;
    own >= 2 && (count >= 5 || (count >= 4 && is_formal))
}

/// A header row above one row of values is a guide; above several it is a catalogue of many, which
/// is none (权责清单). Labels of the header get their values from the row.
fn one_row_table(outline: &Outline, labels: &mut Vec<Labelled<Classes>>) -> Option<()> {
    for table in headed_rows::headed_rows(outline, &read) {
        let known = table
            .fields
            .iter()
            .flatten()
            .filter(|f| **f != OTHER)
            .count();
        let inside =
            |label: &Labelled<Classes>| (table.header.0..table.header.1).contains(&label.start);
        if known < 3 {
            // 序号 | 事项名称 | 实施主体 lists other items.
            labels.retain(|label| !inside(label));
            continue;
        }
        let [row] = table.rows[..] else {
            return None;
        };
        let mut values = outline
            .children(row)
            .map(|at| outline.elements[at as usize].text);
        for field in &table.fields {
            let value = values.next()?;
            let same =
                |label: &&mut Labelled<Classes>| inside(label) && Some(label.field) == *field;
            if let Some(label) = labels.iter_mut().find(same) {
                label.value = value;
            } else if let Some(field) = *field {
                labels.push(Labelled {
                    field,
                    label: String::new(),
                    start: table.header.0,
                    value,
                    heads_rows: false,
                });
            }
        }
    }
    Some(())
}

/// Longest excerpt of an element in characters.
const MAX_EXCERPT: usize = 80;

fn value(outline: &Outline, label: &Labelled<Classes>) -> String {
    let text = outline.slice(label.value.0, label.value.1);
    // Bytes enough for the excerpt and its white space.
    let head: String = text.chars().take(4 * MAX_EXCERPT).collect();
    let plain = labelled::plain(&head);
    match plain.contains("{{") || plain.contains("加载中") {
        // The template's own words: what stands there is not known.
        true => String::new(),
        false => clip(&plain, MAX_EXCERPT),
    }
}

/// The first label of a class with a value, else the first of the class.
fn best(outline: &Outline, labels: &[Labelled<Classes>], class: Classes) -> Option<GuideElement> {
    let mut of_class = labels.iter().filter(|label| label.field & class != 0);
    let element = |label: &Labelled<Classes>| GuideElement {
        label: label.label.clone(),
        excerpt: value(outline, label),
        has_image: has_image(outline, label.value),
    };
    let first = element(of_class.next()?);
    if !first.is_empty() {
        return Some(first);
    }
    let other = of_class.take(20).map(element).find(|e| !e.is_empty());
    Some(other.unwrap_or(first))
}

fn has_image(outline: &Outline, (from, to): (u32, u32)) -> bool {
    let is_shown = |kind| matches!(kind, LinkKind::Image | LinkKind::Embed | LinkKind::Frame);
    let inside = |at: u32| (from..=to).contains(&at);
    outline
        .references
        .iter()
        .any(|r| is_shown(r.kind) && inside(r.at))
}

/// 公共场所卫生许可办事指南: the heading names the item where no label does.
fn named_by_heading(heading: &str) -> Option<GuideElement> {
    let name = GUIDE_NAMES.iter().fold(heading, |name, word| {
        name.trim_end_matches(word).trim_start_matches(word)
    });
    let is_name = name.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    is_name.then(|| GuideElement {
        label: String::new(),
        excerpt: clip(heading, MAX_EXCERPT),
        has_image: false,
    })
}

#[cfg(test)]
#[path = "service_guide_tests.rs"]
mod tests;
