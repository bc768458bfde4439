//! Labels of letters and of lists of letters, with all their synonyms. What stands beside them is
//! left to `messages`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a label of a letter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Question,
    Asked,
    Answer,
    Answered,
    /// Who answers; 0 is trusted most.
    Unit(u8),
    Status,
    Number,
    /// Bounds values: sender, addressee, kind, ratings.
    Other,
}

/// What senders call their letter, and offices their answer.
pub(super) const LETTERS: [&str; 19] = [
    "来信",
    "信件",
    "留言",
    "咨询",
    "提问",
    "写信",
    "问题",
    "投诉",
    "诉求",
    "建议",
    "反映",
    "邮件",
    "求助",
    "问政",
    "发信",
    "发帖",
    "网友留言",
    "群众来信",
    "信访",
];
const ANSWERS: [&str; 15] = [
    "处复",
    "回复",
    "答复",
    "办理",
    "处理",
    "反馈",
    "回信",
    "解答",
    "回答",
    "官方回复",
    "处置",
    "受理",
    "承办",
    "部门回复",
    "办结",
];
const LETTER_ENDS: [(&str, Part); 13] = [
    ("标题", Part::Title),
    ("主题", Part::Title),
    ("题目", Part::Title),
    ("内容", Part::Question),
    ("详情", Part::Question),
    ("正文", Part::Question),
    ("描述", Part::Question),
    ("时间", Part::Asked),
    ("日期", Part::Asked),
    ("状态", Part::Status),
    ("编号", Part::Number),
    ("编码", Part::Number),
    ("号", Part::Number),
];
const ANSWER_ENDS: [(&str, Part); 11] = [
    ("内容", Part::Answer),
    ("意见", Part::Answer),
    ("结果", Part::Answer),
    ("情况", Part::Answer),
    ("详情", Part::Answer),
    ("时间", Part::Answered),
    ("日期", Part::Answered),
    ("单位", Part::Unit(0)),
    ("部门", Part::Unit(0)),
    ("机构", Part::Unit(0)),
    ("机关", Part::Unit(0)),
];
const MORE_LABELS: [(&str, Part); 66] = [
    ("标题", Part::Title),
    ("主题", Part::Title),
    ("来信", Part::Question),
    ("留言", Part::Question),
    ("提问", Part::Question),
    ("咨询", Part::Question),
    ("诉求", Part::Question),
    ("网友留言", Part::Question),
    ("群众来信", Part::Question),
    ("网友提问", Part::Question),
    ("内容", Part::Question),
    ("提交时间", Part::Asked),
    ("提交日期", Part::Asked),
    ("发布人", Part::Other),
    ("登记时间", Part::Asked),
    ("来信日期", Part::Asked),
    ("回复", Part::Answer),
    ("答复", Part::Answer),
    ("官方回复", Part::Answer),
    ("部门回复", Part::Answer),
    ("单位回复", Part::Answer),
    ("官方答复", Part::Answer),
    ("回信", Part::Answer),
    ("受理单位", Part::Unit(2)),
    ("受理部门", Part::Unit(2)),
    ("受理机构", Part::Unit(2)),
    ("受理机关", Part::Unit(2)),
    ("办理单位", Part::Unit(1)),
    ("办理部门", Part::Unit(1)),
    ("承办单位", Part::Unit(1)),
    ("承办部门", Part::Unit(1)),
    ("处理单位", Part::Unit(1)),
    ("处理部门", Part::Unit(1)),
    ("责任单位", Part::Unit(1)),
    ("状态", Part::Status),
    ("办理状态", Part::Status),
    ("处理状态", Part::Status),
    ("回复状态", Part::Status),
    ("答复状态", Part::Status),
    ("受理状态", Part::Status),
    ("当前状态", Part::Status),
    ("办理进度", Part::Status),
    ("编号", Part::Number),
    ("流水号", Part::Number),
    ("受理编号", Part::Number),
    ("受理号", Part::Number),
    ("查询编号", Part::Number),
    ("工单编号", Part::Number),
    ("工单号", Part::Number),
    // When it was taken up is neither when it was sent nor when it was answered.
    ("受理时间", Part::Other),
    ("受理日期", Part::Other),
    ("受理情况", Part::Other),
    ("受理意见", Part::Other),
    ("受理结果", Part::Other),
    ("办理时间", Part::Other),
    ("办理日期", Part::Other),
    ("承办时间", Part::Other),
    ("受理内容", Part::Other),
    ("反馈部门", Part::Other),
    ("反馈单位", Part::Other),
    ("来信编号", Part::Number),
    ("咨询时间", Part::Asked),
    ("反馈时间", Part::Answered),
    ("办结时间", Part::Answered),
    ("序号", Part::Other),
    ("操作", Part::Other),
];
const OTHER_LABELS: &str = "来信人 写信人 留言人 咨询人 提问人 姓名 昵称 网友 联系人 联系电话 电话 手机 \
    联系方式 地址 联系地址 邮箱 电子邮箱 电子邮件 发信人 投诉人 来信人姓名 来信人地区 所在地区 信件类型 \
    来信类型 留言类型 留言类别 咨询类型 咨询类别 问题类型 问题分类 信件分类 信件类别 类型 类别 分类 业务类型 \
    诉求类型 写给 收信人 收件人 收信单位 收件单位 来信对象 写信对象 留言对象 咨询对象 留言部门 咨询部门 咨询单位 \
    提问部门 信箱 信箱名称 来信信箱 投递信箱 是否公开 公开状态 浏览次数 浏览量 点击数 点击量 阅读次数 查看次数 \
    访问量 满意度 评价 满意度评价 用户评价 群众评价 网友评价 评价时间 评价内容 评价结果 附件 回复附件 回复人 \
    答复人 处理人 经办人 来信信息 信件信息 回复信息 答复信息 留言信息 咨询信息 办理信息 处理信息 来信情况 \
    信件详情 来源 来信来源 信件来源 来信渠道 来信方式 发布时间 发布日期 转办时间 转办单位 交办时间 办理时限 \
    办理天数 截止时间 限办时间 追问 追加留言 性别 年龄 职业 验证码 查询码 查询密码 密码";

static PARTS: LazyLock<BTreeMap<String, Part>> = LazyLock::new(|| {
    let join = |words: &[&str], ends: &[(&str, Part)]| -> Vec<(String, Part)> {
        let joined = words.iter().flat_map(|word| {
            ends.iter()
                .map(move |(end, part)| (format!("{word}{end}"), *part))
        });
        joined.collect()
    };
    let more = MORE_LABELS
        .iter()
        .map(|(label, part)| ((*label).to_owned(), *part));
    let other = OTHER_LABELS
        .split_ascii_whitespace()
        .map(|w| (w.to_owned(), Part::Other));
    let mut parts: BTreeMap<String, Part> = join(&LETTERS, &LETTER_ENDS).into_iter().collect();
    parts.extend(join(&ANSWERS, &ANSWER_ENDS));
    parts.extend(other);
    parts.extend(more);
    parts
});

/// What a label without white space means on the page of a letter.
pub(super) fn read(label: &str) -> Option<Part> {
    PARTS.get(label).copied()
}

/// What the name of a column of a list means: 来信 stands above titles there, 回复 above 是 or 否.
pub(super) fn read_column(label: &str) -> Option<Part> {
    match label {
        "来信" | "留言" | "咨询" | "诉求" | "提问" => Some(Part::Title),
        "回复" | "答复" | "是否回复" | "办理情况" | "处理情况" | "办理结果" | "处理结果" => {
            Some(Part::Status)
        }
        "内容" | "来信内容" | "留言内容" | "咨询内容" | "信件名称" | "问题" => {
            Some(Part::Title)
        }
        _ => read(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_are_told_apart_by_whose_side_they_are_on() {
        for (label, part) in [
            ("来信时间", Some(Part::Asked)),
            ("写信日期", Some(Part::Asked)),
            ("答复时间", Some(Part::Answered)),
            ("办结时间", Some(Part::Answered)),
            ("受理时间", Some(Part::Other)),
            ("回复单位", Some(Part::Unit(0))),
            ("受理单位", Some(Part::Unit(2))),
            ("咨询单位", Some(Part::Other)),
            ("处理结果", Some(Part::Answer)),
            ("来信人", Some(Part::Other)),
            ("发文字号", None),
        ] {
            assert_eq!(read(label), part, "{label}");
        }
        assert_eq!(read_column("处理结果"), Some(Part::Status));
    }
}
