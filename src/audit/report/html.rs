//! The report as a page of its own: no script, no style or picture from elsewhere, the trend as lines.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{AuditReport, Look, section};
use crate::{
    audit::nights::NightRow,
    language::both,
    report::{escape, last_line},
};

const STYLE: &str = "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5}\
h2{font-size:1.1em;margin-top:2em}li{margin:.3em 0;overflow-wrap:anywhere}\
.error{color:#b00020}.warning{color:#8a5a00}.note{color:#555}\
pre{background:#f4f4f4;padding:.5em;white-space:pre-wrap}footer{margin-top:3em;color:#555;font-size:.85em}";

/// The size of the picture of the trend, in its own units.
const SIZE: (u32, u32) = (600, 120);

/// Writes the report.
pub(super) fn write(report: &AuditReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let language = look.language;
    let title = plain(&section::title(report, language));
    let code = language.choose("en", "zh");
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>licscan: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    )?;
    for remark in section::remarks(report, language) {
        writeln!(out, "<p>{}</p>", plain(&remark))?;
    }
    if report.trend.len() > 1 && !look.only_new {
        let heading = both!("Trend of {} nights", "最近 {} 次审计的趋势", report.trend.len());
        writeln!(out, "<h2>{}</h2>", plain(heading.get(language)))?;
        for (class, word, value) in [
            ("error", both!("errors", "错误"), of_errors as fn(&NightRow) -> i64),
            ("warning", both!("warnings", "警告"), |night| night.warnings),
            ("note", both!("models", "模型"), |night| night.units),
        ] {
            let values: Vec<i64> = report.trend.iter().map(value).collect();
            writeln!(out, "{}", trend(class, word.get(language), &values))?;
        }
    }
    for section in section::sections(report, look) {
        writeln!(out, "<h2>{}</h2>\n<ul>", plain(&section.title))?;
        for line in section.lines {
            let line = line?;
            write!(out, "<li>")?;
            if let Some((level, rule)) = line.head {
                let (class, word) = (level.as_str(), level.word(language));
                write!(out, "<strong class=\"{class}\">{word}</strong> <code>{rule}</code> ")?;
            }
            write!(out, "{}", plain(&line.text))?;
            if let Some(remedy) = line.remedy {
                let remedy: Vec<String> = remedy.lines().map(plain).collect();
                write!(out, "<pre>{}</pre>", remedy.join("\n"))?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "<footer>{}</footer>\n</body>\n</html>", plain(&last_line(language)))
}

fn of_errors(night: &NightRow) -> i64 {
    night.errors
}

/// One line of the trend, with its least and greatest value.
fn trend(class: &str, word: &str, values: &[i64]) -> String {
    let (width, height) = SIZE;
    let least = values.iter().copied().min().unwrap_or_default();
    let most = values.iter().copied().max().unwrap_or_default();
    let now = values.last().copied().unwrap_or_default();
    let steps = i64::try_from(values.len().saturating_sub(1)).unwrap_or(1).max(1);
    let range = (most - least).max(1);
    let mut points = String::new();
    for (at, value) in (0_i64..).zip(values) {
        let x = 10 + at * i64::from(width - 20) / steps;
        let y = i64::from(height - 10) - (value - least) * i64::from(height - 20) / range;
        let _infallible = write!(points, "{x},{y} ");
    }
    let points = points.trim_end();
    format!(
        "<p class=\"{class}\">{word}: {now} ({least}&ndash;{most})</p>\n\
         <svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{word}\">\
         <polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" points=\"{points}\"/></svg>"
    )
}

/// Text that is nothing but text on a page.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in escape::line(text).chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '"' => plain.push_str("&quot;"),
            '\'' => plain.push_str("&#39;"),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_markup() {
        assert_eq!(plain("<a b='&\">\n"), "&lt;a b=&#39;&amp;&quot;&gt;\\n");
    }

    #[test]
    fn a_trend_stays_in_its_picture() {
        let line = trend("error", "errors", &[0, 5, 10]);
        assert!(line.contains("points=\"10,110 300,60 590,10\""), "{line}");
        assert!(trend("error", "errors", &[7, 7]).contains("10,110 590,110"));
    }
}
