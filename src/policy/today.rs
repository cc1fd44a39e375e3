//! The day on which waivers are judged. It is an input like any other, so that a run can be repeated:
//! `--today`, else `SOURCE_DATE_EPOCH`, else the clock, in UTC.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::language::{Bilingual, both};

/// Why a day is not known.
#[derive(Debug, PartialEq, Eq)]
pub enum NoDay {
    /// What was typed is no day.
    Typed(String),
    /// What the environment says is no time.
    Epoch(String),
}

impl NoDay {
    /// In words.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::Typed(typed) => both!(
                "not a day: {}; expected one such as 2026-12-31",
                "不是有效日期：{}；格式应如 2026-12-31",
                typed
            ),
            Self::Epoch(said) => both!(
                "SOURCE_DATE_EPOCH is not a number of seconds: {}",
                "SOURCE_DATE_EPOCH 不是秒数：{}",
                said
            ),
        }
    }
}

/// The day from what was typed and what the environment says.
///
/// # Errors
///
/// Where either is given and is none.
pub fn today(typed: Option<&str>, source_date_epoch: Option<&str>) -> Result<Date, NoDay> {
    if let Some(typed) = typed {
        return typed.parse().map_err(|_| NoDay::Typed(typed.to_owned()));
    }
    let now = match source_date_epoch {
        Some(seconds) => {
            let wrong = || NoDay::Epoch(seconds.to_owned());
            Timestamp::from_second(seconds.trim().parse().map_err(|_| wrong())?)
                .map_err(|_| wrong())?
        }
        None => Timestamp::now(),
    };
    Ok(TimeZone::UTC.to_datetime(now).date())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_typed_goes_before_the_environment_and_that_before_the_clock() {
        assert_eq!(today(Some("2026-01-31"), Some("0")), Ok(date(2026, 1, 31)));
        assert_eq!(today(None, Some("1769817600")), Ok(date(2026, 1, 31)));
        assert_eq!(today(None, Some("-1")), Ok(date(1969, 12, 31)));
        assert!(today(None, None).is_ok_and(|now| now > date(2026, 1, 1)));
        for wrong in ["2026-02-30", "31.1.2026", "", "tomorrow"] {
            assert_eq!(today(Some(wrong), None), Err(NoDay::Typed(wrong.to_owned())));
        }
        for wrong in ["", "x", "99999999999999999999"] {
            assert_eq!(today(None, Some(wrong)), Err(NoDay::Epoch(wrong.to_owned())));
        }
    }
}
