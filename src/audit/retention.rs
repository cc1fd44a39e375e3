//! Nights that nobody needs any more are taken out, and with them what held in none of those that stay.
//!
//! When a finding was first seen stands with the finding and outlives the night. A clock that was wrong in one night,
//! be it years ahead, makes no night older than it is: what a night says is weighed against its neighbours.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::night::text_of;

/// Takes out the nights that began more than so many days before this one, from the first on. The night `base`
/// stays, with which the one that is being written is compared. Gives how many were taken out.
pub(super) fn forget(connection: &Connection, days: u32, base: i64) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare("SELECT number, started FROM night ORDER BY number")?;
    let nights: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let began = credible(&nights);
    let now: Option<Timestamp> = began.last().and_then(|now| now.parse().ok());
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    let Some(oldest) = now.and_then(|now| now.checked_sub(kept).ok()) else { return Ok(0) };
    let oldest = text_of(oldest);
    let is_kept = |at: &usize| began[*at] >= oldest.as_str() || nights[*at].0 >= base;
    let Some(first) = (0..began.len()).find(is_kept).map(|at| nights[at].0) else { return Ok(0) };
    let forgotten = connection.execute("DELETE FROM night WHERE number < ?", params![first])?;
    if forgotten > 0 {
        for table in ["finding_state", "document", "stay"] {
            connection.execute(&format!("DELETE FROM {table} WHERE until <= ?"), params![first])?;
        }
        connection.execute_batch(
            "DELETE FROM finding WHERE NOT EXISTS
                (SELECT 1 FROM finding_state WHERE finding_state.finding = finding.id);
            DELETE FROM unit WHERE NOT EXISTS (SELECT 1 FROM stay WHERE stay.unit = unit.id);",
        )?;
    }
    Ok(forgotten)
}

/// When each of these nights began, as no single wrong clock can tell it: the middle one of its own time and those of
/// the nights before and after it, at either end that of the three nights there. Where clocks are right, no night
/// is older than it said, and this one as old as the one before it. Nothing of fewer than three nights.
fn credible(nights: &[(i64, String)]) -> Vec<&str> {
    let middles: Vec<&str> = nights
        .windows(3)
        .map(|three| {
            let mut times: Vec<&str> = three.iter().map(|(_, started)| started.as_str()).collect();
            times.sort_unstable();
            times[1]
        })
        .collect();
    let ends = middles.first().into_iter().chain(&middles).chain(middles.last());
    ends.copied().collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::audit::schema;

    /// Which of the nights that began on these days of one year stay, if 30 days are kept.
    fn kept(days: &[i64], base: i64) -> Vec<i64> {
        let connection = Connection::open_in_memory().unwrap();
        schema::migrate(&connection).unwrap();
        let first = Timestamp::from_second(1_767_225_600).unwrap();
        for day in days {
            let started = text_of(first + SignedDuration::from_hours(24 * day));
            connection
                .execute(
                    "INSERT INTO night VALUES
                    (NULL, ?1, ?1, '', 1, NULL, '', '', '[]', NULL, 0, 0, 0, 0, 0, 0, 0, 0)",
                    [started],
                )
                .unwrap();
        }
        forget(&connection, 30, base).unwrap();
        let mut statement = connection.prepare("SELECT number FROM night ORDER BY number").unwrap();
        let numbers = statement.query_map([], |row| row.get(0)).unwrap();
        numbers.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn old_nights_are_taken_out_and_the_one_that_is_compared_with_stays() {
        assert_eq!(kept(&[1, 2, 3, 50, 51], 4), [4, 5]);
        assert_eq!(kept(&[1, 2, 3, 50, 51], 2), [2, 3, 4, 5]);
        assert_eq!(kept(&[1, 30, 31, 32], 3), [1, 2, 3, 4]);
        assert_eq!(kept(&[1, 32, 33, 34], 3), [1, 2, 3, 4]);
        assert_eq!(kept(&[1, 2, 33, 34, 35], 4), [3, 4, 5]);
        // Nights far between: this one is as old as the one before it.
        assert_eq!(kept(&[1, 100, 200, 300], 3), [3, 4]);
    }

    #[test]
    fn one_wrong_clock_takes_no_night_out() {
        let right = [1, 2, 3, 4, 5];
        for wrong in [-20_000, 4_000] {
            for at in 0..right.len() {
                let mut days = right;
                days[at] = wrong;
                assert_eq!(kept(&days, 4), [1, 2, 3, 4, 5], "{days:?}");
            }
        }
        assert_eq!(kept(&[1, 4_000], 2), [1, 2]);
        // Nor does it keep those after it for years.
        assert_eq!(kept(&[1, 4_000, 3, 50, 51, 52], 5), [3, 4, 5, 6]);
    }
}
