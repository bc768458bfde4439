//! What the law supplies to checks and profiles: legal texts with their periods of validity,
//! calendar limits, update frequencies, and the two languages in which they are printed. Knows
//! nothing of sites.

mod bilingual;
mod file_error;
mod frequency;
pub mod legal;
mod limit;
mod parser_words;

pub use bilingual::{Bilingual, Lang};
pub use file_error::{FileError, clipped, parse_toml, quoted};
pub use frequency::{Frequency, FrequencyError, Period, PeriodUnit};
pub use legal::{LegalRef, LegalText, Standing};
pub use limit::{Limit, LimitError, LimitUnit};
pub use parser_words::{ParserWords, json_words, toml_words};
