//! The numbers by which a page says whose site it is: 网站标识码, ICP and police registration.

use serde::{Deserialize, Serialize};

/// Where a number was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentitySource {
    /// The `SiteIDCode` tag.
    Meta,
    /// Text of the footer.
    Text,
    /// Parameter of a link: `site_code=` of 政府网站找错, `recordcode=` of the police register.
    Link,
    /// Script of 政府网站找错: `sitecode='…'`, `Link('…')`.
    Script,
}

/// A number with its source and the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityNumber {
    /// The number without white space, in the form that [`SiteIdentity`] states for its kind.
    pub number: String,
    /// Where it was read.
    pub source: IdentitySource,
    /// As it stands there, white space folded.
    pub text: String,
}

/// What a page says about whose site it is. The values of each kind stand in order of their
/// sources; copies of one value from one source are merged, values that disagree are all kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteIdentity {
    /// 网站标识码: ten digits, or `bm` and eight digits.
    pub site_codes: Vec<IdentityNumber>,
    /// ICP registration: `云ICP备2022012345号-1`, with 号 even where the page leaves it out.
    pub icp: Vec<IdentityNumber>,
    /// Police registration (公安网安备案): digits only, 14 of them in today's form; the older form
    /// has a hyphen before the last five.
    pub police: Vec<IdentityNumber>,
}

impl SiteIdentity {
    /// The site code from the first source that states one.
    pub fn site_code(&self) -> Option<&str> {
        self.site_codes.first().map(|found| found.number.as_str())
    }
}
