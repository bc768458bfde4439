//! Class of a column by its name, type and path (FIELD §1.6, §3.1).
//!
//! The nearest name decides: the column's own name first, then its ColumnType, then its parents,
//! since 工作动态 under 政策法规 is news and 2019 under 通知公告 is a notice column.

use crate::facts::Class;

/// Words of appointments and recruitment.
const PERSONNEL: [&str; 12] = [
    "人事",
    "任免",
    "任前",
    "招考",
    "招录",
    "招聘",
    "考录",
    "录用",
    "选调",
    "遴选",
    "公务员",
    "干部",
];

/// Words of each class, most specific first: 政策解读 contains 政策, 人事任免公告 is personnel.
const WORDS: [(Class, &[&str]); 13] = [
    (
        Class::Interpretation,
        &["解读", "图解", "政策问答", "一图读懂"],
    ),
    (
        Class::AnnualReport,
        &[
            "年报",
            "年度报告",
            "年度报表",
            "工作报告",
            "年鉴",
            "统计公报",
            "普查",
        ],
    ),
    (
        Class::Interaction,
        &[
            "信箱",
            "留言",
            "咨询",
            "征集",
            "调查",
            "访谈",
            "互动",
            "投诉",
            "举报",
            "问政",
            "回应",
            "来信",
            "发布会",
            "发言人",
        ],
    ),
    (
        Class::Static,
        &[
            "机构",
            "职能",
            "职责",
            "领导",
            "概况",
            "简介",
            "指南",
            "联系",
            "内设",
            "直属",
            "下属",
            "走进",
            "县情",
            "市情",
            "区情",
            "省情",
            "地图",
            "帮助",
            "关于我们",
            "网站声明",
            "友情链接",
            "目录",
            "历史沿革",
            "自然地理",
            "行政区划",
            "风光",
            "风貌",
            "清单",
            "依申请",
            "常见问题",
            "法定主动公开",
        ],
    ),
    (Class::Personnel, &PERSONNEL),
    (Class::Plan, &["规划", "计划"]),
    (
        Class::Statute,
        &[
            "制度",
            "法律",
            "法规",
            "规章",
            "条例",
            "政府信息公开规定",
            "预案",
        ],
    ),
    (Class::SpecialTopic, &["专题", "专栏", "往期", "历史"]),
    (
        Class::Service,
        &[
            "办事",
            "政务服务",
            "服务事项",
            "行政许可",
            "行政处罚",
            "行政强制",
            "收费",
            "便民",
            "下载",
        ],
    ),
    (
        Class::Policy,
        &["政策", "文件", "规范性", "发文", "政府公报"],
    ),
    (Class::Notice, &["通知", "公告", "公示", "通告", "通报"]),
    (
        Class::News,
        &["动态", "要闻", "新闻", "快讯", "资讯", "时政", "工作进展"],
    ),
    (Class::Other, &[]),
];

/// Statutes that are policy after all: 政策法规 holds current policy documents.
const POLICY_NAMES: [&str; 3] = ["政策法规", "法规文件", "法规政策"];

/// Class of a column with this name, ColumnType and parents (nearest last).
pub(super) fn classify(name: &str, column_type: Option<&str>, parents: &[String]) -> Class {
    if ARCHIVES.iter().any(|word| name.contains(word)) && class_of(name) != Class::Static {
        return Class::SpecialTopic;
    }
    // 领导活动 is about leaders, unless it stands among the news.
    let is_news = |name: &str| class_of(name) == Class::News;
    if name.ends_with("活动")
        && (column_type.is_some_and(is_news) || parents.last().is_some_and(|p| is_news(p)))
    {
        return Class::News;
    }
    let own = class_of(name);
    // 任前公示 under 人事信息 and 专项规划 under 规划计划 are what their parent is, whose term is longer
    // (fixtures/checks/stale_column/pass/notices-of-appointments).
    let nearest = parents
        .last()
        .map_or(Class::Other, |parent| class_of(parent));
    let is_part = matches!(own, Class::Notice | Class::Policy)
        || (own == Class::Other && SECTORAL_PLANS.iter().any(|w| name.contains(w)));
    if is_part && matches!(nearest, Class::Personnel | Class::Plan) {
        return nearest;
    }
    // A dated topic stays a topic whatever it and its sub-columns are called.
    let in_topic = parents
        .iter()
        .any(|p| p.contains("专题") || p.contains("往期"));
    if in_topic && own != Class::Static {
        return Class::SpecialTopic;
    }
    if own != Class::Other {
        return own;
    }
    if is_clean_up(name) {
        return Class::Other;
    }
    // 信息公开目录 is the standard's ColumnType for everything in the disclosure directory.
    let by_type = column_type
        .filter(|t| !t.contains("目录"))
        .map_or(Class::Other, class_of);
    if by_type != Class::Other {
        return by_type;
    }
    // 名优特产 under 走进清溪 tells what the place is like.
    let is_portrait = |parent: &String| PORTRAITS.iter().any(|w| parent.contains(w));
    if parents.last().is_some_and(is_portrait) {
        return Class::Static;
    }
    // 2026年 under 通知公告 is a notice column; 机关党建 under 新闻 is no news column.
    if !is_part_name(name) {
        return Class::Other;
    }
    let mut near = parents
        .iter()
        .rev()
        .filter(|p| !is_generic(p))
        .map(|p| class_of(p));
    near.find(|c| *c != Class::Other).unwrap_or(Class::Other)
}

/// Names of columns that introduce the place.
const PORTRAITS: [&str; 6] = ["走进", "概况", "县情", "市情", "区情", "省情"];

/// Words of columns that keep what is over: 历史规划, 2025年新闻归档, 失效废止文件. Nobody adds to them.
const ARCHIVES: [&str; 7] = ["历史", "往期", "往年", "归档", "存档", "失效", "废止"];

/// A column of a year that is over, such as 2019年 under 通知公告: nothing can be added to it.
pub(super) fn is_of_closed_year(name: &str, this_year: i16) -> bool {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let year = digits.parse::<i16>().ok().filter(|_| digits.len() == 4);
    year.is_some_and(|year| (2000..this_year).contains(&year))
}

/// Names that only divide their parent: by year, by unit, by level.
fn is_part_name(name: &str) -> bool {
    const PARTS: [&str; 14] = [
        "部门", "乡镇", "镇街", "街道", "区县", "县区", "县直", "市直", "省直", "本级", "全部",
        "列表", "更多", "其他",
    ];
    name.starts_with(|c: char| c.is_ascii_digit()) || PARTS.iter().any(|part| name.contains(part))
}

/// Plans that the regulation names beside 发展规划 (article 20, item 3).
const SECTORAL_PLANS: [&str; 2] = ["专项规划", "区域规划"];

/// Results of clean-ups of documents, which come every year or two whatever the column's type is.
const CLEAN_UPS: [&str; 5] = ["清理结果", "清理情况", "文件清理", "立改废", "继续有效"];

/// Plans for several years, which nobody renews yearly.
const SELDOM: [&str; 7] = [
    "专项规划",
    "总体规划",
    "五年",
    "十四五",
    "十五五",
    "国土空间",
    "区域规划",
];

/// Names of parents that say nothing about the columns under them.
fn is_generic(name: &str) -> bool {
    matches!(
        name,
        "首页"
            | "政务公开"
            | "政府信息公开"
            | "信息公开"
            | "新闻中心"
            | "政务服务"
            | "法定主动公开内容"
            | "信息公开目录"
            | "政府信息公开目录"
            | "办事服务"
            | "互动交流"
    )
}

fn is_clean_up(name: &str) -> bool {
    CLEAN_UPS.iter().any(|word| name.contains(word))
}

fn class_of(name: &str) -> Class {
    if POLICY_NAMES.iter().any(|w| name.contains(w)) {
        return Class::Policy;
    }
    if is_clean_up(name) || SELDOM.iter().any(|w| name.contains(w)) {
        return Class::Other;
    }
    // The last word of a Chinese name is its head: 机构动态 is news, 领导讲话 is about leaders,
    // 规划公告 is a notice. Words at the end win over words inside.
    let tail = WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|w| name.ends_with(w)));
    match tail {
        // 招录公告 announces what comes once a year, whatever its parent is called (FIELD §3.1,
        // fixtures/checks/stale_column/pass/notices-of-appointments).
        Some((Class::Notice, _)) if PERSONNEL.iter().any(|w| name.contains(w)) => {
            return Class::Personnel;
        }
        Some((class, _)) => return *class,
        None => {}
    }
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|w| name.contains(w)))
        .map_or(Class::Other, |(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_the_name_decides() {
        for (name, class) in [
            ("政务动态", Class::News),
            ("时政要闻", Class::News),
            ("机构动态", Class::News),
            ("通知公告", Class::Notice),
            ("公示公告", Class::Notice),
            ("政策文件", Class::Policy),
            ("行政规范性文件", Class::Policy),
            ("政策法规", Class::Policy),
            ("政策解读", Class::Interpretation),
            ("人事任免", Class::Personnel),
            ("招录公告", Class::Personnel),
            ("事业单位招聘公示", Class::Personnel),
            ("规划公告", Class::Notice),
            ("规划计划", Class::Plan),
            ("政府信息公开制度", Class::Statute),
            ("政府信息公开年报", Class::AnnualReport),
            ("统计年鉴", Class::AnnualReport),
            ("机构职能", Class::Static),
            ("领导之窗", Class::Static),
        ] {
            assert_eq!(classify(name, None, &[]), class, "{name}");
        }
    }

    #[test]
    fn archives_need_no_updates() {
        for name in ["历史规划", "2025年新闻归档", "失效废止文件", "往期公告"] {
            assert_eq!(classify(name, None, &[]), Class::SpecialTopic, "{name}");
        }
        assert_eq!(classify("历史沿革", None, &[]), Class::Static);
        assert!(is_of_closed_year("2019年", 2026) && is_of_closed_year("2025", 2026));
        for name in ["2026年", "十四五规划", "12345热线", "20件实事"] {
            assert!(!is_of_closed_year(name, 2026), "{name}");
        }
    }

    #[test]
    fn activities_of_leaders_are_news_among_news() {
        let news = ["首页".to_owned(), "政务动态".to_owned()];
        assert_eq!(classify("领导活动", None, &news), Class::News);
        assert_eq!(classify("领导活动", Some("政务动态"), &[]), Class::News);
        assert_eq!(classify("领导活动", None, &[]), Class::Static);
    }

    #[test]
    fn parents_help_where_the_name_says_nothing() {
        let parents = |p: &[&str]| p.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            classify("2026年", None, &parents(&["首页", "通知公告"])),
            Class::Notice
        );
        assert_eq!(
            classify("县直部门", None, &parents(&["首页", "政务动态"])),
            Class::News
        );
        assert_eq!(
            classify(
                "工作动态",
                None,
                &parents(&["首页", "往期专题", "脱贫攻坚"])
            ),
            Class::SpecialTopic
        );
        assert_eq!(classify("乡镇", Some("政务动态"), &[]), Class::News);
        let portrait = parents(&["首页", "走进清溪"]);
        assert_eq!(classify("名优特产", None, &portrait), Class::Static);
        assert_eq!(classify("清溪要闻", None, &portrait), Class::News);
        let by_type = |t| classify("一件事", Some(t), &parents(&["首页"]));
        assert_eq!(by_type("办事服务"), Class::Service);
        // Half a portal is of this type, which is no static table of contents.
        assert_eq!(by_type("信息公开目录"), Class::Other);
    }

    #[test]
    fn a_part_of_personnel_or_plans_has_their_term() {
        let parents = |parent: &str| vec!["首页".to_owned(), parent.to_owned()];
        for name in ["任前公示", "公务员录用公示", "事业单位公告"] {
            let class = classify(name, None, &parents("人事信息"));
            assert_eq!(class, Class::Personnel, "{name}");
        }
        assert_eq!(
            classify("专项规划", None, &parents("规划计划")),
            Class::Plan
        );
        assert_eq!(classify("专项规划", None, &[]), Class::Other);
        let news = classify("人事动态", None, &parents("人事信息"));
        assert_eq!(news, Class::News);
        for name in [
            "规范性文件清理结果",
            "文件清理结果",
            "文件立改废",
            "继续有效文件",
        ] {
            let class = classify(name, Some("政策文件"), &parents("政策文件"));
            assert_eq!(class, Class::Other, "{name}");
        }
    }

    #[test]
    fn a_topic_stays_one_whatever_its_sub_columns_are_called() {
        let parents =
            |topic: &str| vec!["首页".to_owned(), topic.to_owned(), "主题教育".to_owned()];
        for name in ["工作动态", "活动风采", "2019年"] {
            for topic in ["往期专题", "专题专栏"] {
                let class = classify(name, None, &parents(topic));
                assert_eq!(class, Class::SpecialTopic, "{topic}/{name}");
            }
        }
        assert_eq!(classify("常见问题", None, &[]), Class::Static);
    }
}
