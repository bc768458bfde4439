//! Service guides (办事指南): the eight classes of elements that the indicators ask for.

use serde::{Deserialize, Serialize};

/// One element of a guide, as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideElement {
    /// Its label without white space and numbering; empty for a name that only the heading gives.
    pub label: String,
    /// What stands beside the label, at most 80 characters; empty where nothing is written.
    pub excerpt: String,
    /// An image stands beside the label: a flow chart is one more often than not.
    pub has_image: bool,
}

impl GuideElement {
    /// The label is there, and nothing beside it.
    pub fn is_empty(&self) -> bool {
        self.excerpt.is_empty() && !self.has_image
    }
}

/// What one service guide shows. `None` means that there is no such label, which is another thing
/// than a label with nothing beside it ([`GuideElement::is_empty`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceGuide {
    /// 事项名称
    pub name: Option<GuideElement>,
    /// 设定依据
    pub basis: Option<GuideElement>,
    /// 申请条件
    pub conditions: Option<GuideElement>,
    /// 办理材料
    pub materials: Option<GuideElement>,
    /// 办理地点
    pub place: Option<GuideElement>,
    /// 办理时间: office hours, not the time limit 办理时限.
    pub hours: Option<GuideElement>,
    /// 联系电话; a telephone for complaints alone (监督电话) is none.
    pub phone: Option<GuideElement>,
    /// 办理流程
    pub process: Option<GuideElement>,
    /// Scripts of the page ask for data: what it lacks may be filled in by them.
    pub script_filled: bool,
}

impl ServiceGuide {
    /// The eight classes in the order of the indicators.
    pub fn elements(&self) -> [Option<&GuideElement>; 8] {
        [
            &self.name,
            &self.basis,
            &self.conditions,
            &self.materials,
            &self.place,
            &self.hours,
            &self.phone,
            &self.process,
        ]
        .map(Option::as_ref)
    }
}
