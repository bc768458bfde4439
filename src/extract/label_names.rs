//! What the labels of metadata blocks mean (FIELD §6.5, WILD §C3). One meaning has many names; which
//! value belongs to a label is left to [`labels`](super::labels).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::white_space::{is_space, squeeze};

/// What a label means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    IndexNumber,
    /// Who issued the document.
    Issuer,
    /// Who put it online, which is often the office of the issuer.
    Publisher,
    DocNumber,
    /// Day of writing.
    Issued,
    /// 发文日期: day of writing, or the time of the upload where it has a time of day.
    Sent,
    /// 生成日期: day of writing on some sites, of publication on others.
    Generated,
    /// 公布日期: of a law that it was made known, of anything else that it was put online.
    Announced,
    Published,
    Title,
    /// 名称: of the document in a block that says more of it, of anything else in a text.
    Name,
    Validity,
    /// 状态 of anything: of a document only if its value says so.
    Status,
    RepealDate,
    /// 失效日期: the end of its term, which may lie ahead.
    ExpiryDate,
    /// Day from which it is in force.
    Effective,
    /// How long it is in force.
    Term,
    /// 是否废止, whose 是 is a 否 of 是否有效.
    IsRepealed,
    /// 公开方式, where its value is one of disclosure.
    Disclosure,
    Source,
    /// A label that bounds values and means nothing to us.
    Known,
}

/// Names as they stand on pages, white space removed.
const NAMES: [(Field, &[&str]); 21] = [
    (
        Field::IndexNumber,
        &[
            "索引号",
            "索取号",
            "信息索引号",
            "信息索引",
            "公开索引号",
            "索引编号",
            "索引码",
        ],
    ),
    (
        Field::Issuer,
        &[
            "发文机关",
            "发文机构",
            "发文单位",
            "发文部门",
            "制发机关",
            "制发机构",
            "制发单位",
            "制定机关",
            "制定单位",
            "印发机关",
            "印发单位",
            "颁布单位",
            "颁布机关",
            "成文单位",
        ],
    ),
    (
        Field::Publisher,
        &[
            "发布机构",
            "发布机关",
            "发布单位",
            "发布部门",
            "公开责任部门",
            "公开责任单位",
            "公开机构",
            "公开单位",
            "公开部门",
            "公开主体",
            "公布机关",
            "所属机构",
        ],
    ),
    (
        Field::DocNumber,
        &[
            "发文字号",
            "发文文号",
            "发文号",
            "发布文号",
            "文号",
            "公文文号",
            "公文字号",
            "公文编号",
            "文件编号",
            "文件字号",
            "文件文号",
            "文件号",
        ],
    ),
    (
        Field::Issued,
        &[
            "成文日期",
            "成文时间",
            "印发日期",
            "印发时间",
            "签发日期",
            "签发时间",
            "制发日期",
            "制发时间",
            "制定日期",
            "制定时间",
            "落款日期",
            "形成日期",
            "颁布日期",
            "颁布时间",
            "签署日期",
            "签署时间",
        ],
    ),
    (Field::Sent, &["发文日期", "发文时间"]),
    (
        Field::Generated,
        &["生成日期", "生成时间", "产生日期", "产生时间"],
    ),
    (Field::Announced, &["公布日期", "公布时间", "公告日期"]),
    (
        Field::Published,
        &[
            "发布日期",
            "发布时间",
            "公开日期",
            "公开时间",
            "上载日期",
            "上载时间",
            "上传日期",
            "上传时间",
            "上网日期",
            "上网时间",
            "发表时间",
            "发表日期",
            "信息提供日期",
        ],
    ),
    (
        Field::Title,
        &[
            "标题",
            "信息名称",
            "信息标题",
            "公文名称",
            "公文标题",
            "文件名称",
            "文件标题",
        ],
    ),
    (Field::Name, &["名称"]),
    (
        Field::Validity,
        &[
            "有效性",
            "有效状态",
            "公文时效",
            "公文有效性",
            "时效性",
            "时效",
            "时效状态",
            "文件时效",
            "是否有效",
            "效力",
            "效力状态",
            "法律效力",
            "文件状态",
            "文件有效性",
            "文件效力",
            "公文状态",
            "公文效力",
        ],
    ),
    (Field::Status, &["状态"]),
    (Field::RepealDate, &["废止日期", "废止时间"]),
    (
        Field::ExpiryDate,
        &["失效日期", "失效时间", "有效期至", "有效截止日期"],
    ),
    (
        Field::Effective,
        &[
            "实施日期",
            "实施时间",
            "施行日期",
            "施行时间",
            "生效日期",
            "生效时间",
            "执行日期",
        ],
    ),
    (
        Field::Term,
        &["有效期", "有效期限", "政策有效期", "信息时效期"],
    ),
    (Field::IsRepealed, &["是否废止", "是否失效", "是否已废止"]),
    (
        Field::Disclosure,
        &[
            "公开方式",
            "公开属性",
            "公开形式",
            "公开类型",
            "公开类别",
            "公开选项",
            "信息公开选项",
            "信息公开属性",
            "信息公开方式",
        ],
    ),
    (Field::Source, &["来源", "信息来源", "文章来源", "稿件来源"]),
    (
        Field::Known,
        &[
            "更新时间",
            "主题分类",
            "主题词",
            "体裁分类",
            "公开目录",
            "公文目录",
            "公文种类",
            "公开范围",
            "公开时限",
            "公开程序",
            "组配分类",
            "信息分类",
            "信息类别",
            "信息格式",
            "信息格式/语种",
            "服务对象",
            "服务对象分类",
            "生命周期分类",
            "效力级别",
            "关键词",
            "内容概述",
            "内容描述",
            "责任编辑",
            "编辑",
            "责编",
            "浏览次数",
            "统一登记号",
            "登记日期",
            "所属主题",
            "点击数",
            "备注",
        ],
    ),
];

/// Longest name in characters.
pub(super) const LONGEST: usize = 8;

/// Pages have hundreds of lines and the table is asked for each.
static FIELDS: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| {
    let names = NAMES
        .iter()
        .flat_map(|(field, names)| names.iter().map(move |name| (*name, *field)));
    names.collect()
});

/// The meaning of a name without white space.
pub(super) fn field_of(name: &str) -> Option<Field> {
    FIELDS.get(name).copied()
}

/// Keys of the same fields in the records of systems, in lower case.
const KEYS: [(&str, Field); 16] = [
    ("identifier", Field::IndexNumber),
    ("indexnumber", Field::IndexNumber),
    ("index_number", Field::IndexNumber),
    ("indexno", Field::IndexNumber),
    ("syh", Field::IndexNumber),
    ("publisher", Field::Publisher),
    ("pubdepartment", Field::Publisher),
    ("fbjg", Field::Publisher),
    ("fwjg", Field::Issuer),
    ("document_number", Field::DocNumber),
    ("documentnumber", Field::DocNumber),
    ("refno", Field::DocNumber),
    ("c_wjbh", Field::DocNumber),
    ("wjbh", Field::DocNumber),
    ("fwzh", Field::DocNumber),
    ("wh", Field::DocNumber),
];

/// The meaning of a key of a record: a system's name, or a label as on pages.
pub(super) fn field_of_key(key: &str) -> Option<Field> {
    let known = KEYS.iter().find(|(name, _)| key.eq_ignore_ascii_case(name));
    known
        .map(|(_, field)| *field)
        .or_else(|| field_of(&squeeze(key)))
}

/// Whether a text is a label and nothing else, its colon left to what follows.
pub(super) fn is_label(text: &str) -> bool {
    // Padded with wide blanks, the longest label has twice as many characters of three bytes.
    let trimmed = text.trim();
    let plausible = (6..=6 * LONGEST).contains(&trimmed.len()) && !trimmed.is_ascii();
    plausible && has_at_most(trimmed, LONGEST) && field_of(&squeeze(trimmed)).is_some()
}

/// At most so many characters beside white space: asked before anything is copied.
pub(super) fn has_at_most(text: &str, most: usize) -> bool {
    let mut shown = text.chars().filter(|c| !is_space(*c));
    shown.nth(most).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_none_stands_twice() {
        let count: usize = NAMES.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(FIELDS.len(), count);
        for (field, names) in NAMES {
            for name in names {
                assert_eq!(field_of(name), Some(field), "{name}");
                assert!(name.chars().count() <= LONGEST, "{name}");
                assert!(is_label(name), "{name}");
            }
        }
        assert_eq!(field_of_key("C_WJBH"), Some(Field::DocNumber));
        assert_eq!(field_of_key("文 号"), Some(Field::DocNumber));
        assert_eq!(field_of_key("author"), None);
    }
}
