//! Charset traps: every page's bytes are made here.

use proptest::prelude::*;

use super::*;

const TEXT: &str =
    "<html><head><title>县人民政府</title></head><body>通知公告：政务公开工作要点</body></html>";

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

#[test]
fn gbk_is_read_by_header_by_meta_and_without_any_declaration() {
    let bytes = gbk(TEXT);
    for content_type in [Some("text/html; charset=gb2312"), Some("text/html"), None] {
        let (text, charset) = decode(&bytes, content_type);
        assert_eq!(text, TEXT, "{charset:?}");
        assert!(!charset.damaged);
    }
    let with_meta = gbk(&TEXT.replace("<title>", "<meta charset=\"GBK\"><title>"));
    assert_eq!(decode(&with_meta, None).1.source, CharsetSource::Meta);
}

#[test]
fn utf8_bytes_beat_a_wrong_declaration_and_survive_one_bad_byte() {
    let (text, charset) = decode(TEXT.as_bytes(), Some("text/html; charset=gb2312"));
    assert_eq!(
        (text.as_ref(), charset.source),
        (TEXT, CharsetSource::Utf8Bytes)
    );
    let mut bytes = TEXT.repeat(10).into_bytes();
    bytes.insert(40, 0xff);
    let (text, charset) = decode(&bytes, None);
    assert!(text.contains("政务公开"));
    assert!(charset.damaged && charset.label == "UTF-8");
}

#[test]
fn a_meta_inside_the_body_is_ignored() {
    let page = gbk("<html><head></head><body>通知公告政务公开<meta charset=utf-8></body></html>");
    assert!(decode(&page, None).0.contains("通知公告"));
}

#[test]
fn a_byte_order_mark_beats_everything() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
    let (text, charset) = decode(&bytes, Some("text/html; charset=gb2312"));
    assert_eq!((text.as_ref(), charset.source), (TEXT, CharsetSource::Bom));
}

/// Text of a page that is long enough to tell charsets apart by it.
const PROSE: &str = "云岭县人民政府关于印发政务公开工作要点的通知。各乡镇人民政府，县政府各部门：\
                     现将有关事项通知如下，请结合实际认真贯彻执行。";

fn big5(text: &str) -> Vec<u8> {
    encoding_rs::BIG5.encode(text).0.into_owned()
}

fn read(bytes: Vec<u8>, content_type: Option<&str>) -> (String, Charset) {
    let (text, charset) = decode(&bytes, content_type);
    (text.into_owned(), charset)
}

/// A page with a head, whose body is `bytes`.
fn page_with(head: &str, bytes: &[u8]) -> Vec<u8> {
    let mut page = format!("<html><head>{head}</head><body>").into_bytes();
    page.extend_from_slice(bytes);
    page.extend_from_slice(b"</body></html>");
    page
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn utf16_is_read_with_a_mark_and_without_whatever_is_declared() {
    let page = format!("<html><head><meta charset=gb2312></head><body>{PROSE}</body></html>");
    for (to_bytes, label) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"),
        (u16::to_be_bytes, "UTF-16BE"),
    ] {
        for mark in ["", "\u{feff}"] {
            let bytes = utf16(&format!("{mark}{page}"), to_bytes);
            for header in [None, Some("text/html; charset=gb2312")] {
                let (text, charset) = decode(&bytes, header);
                assert_eq!(text, page, "{label} {mark:?} {header:?}");
                assert_eq!(charset.label, label);
                assert!(!charset.damaged);
            }
        }
        let mut cut = utf16(&page, to_bytes);
        cut.pop();
        assert!(decode(&cut, None).0.contains(PROSE));
    }
}

#[test]
fn zero_bytes_alone_are_no_utf16() {
    for bytes in [&b"<html>\0\0\0</html>"[..], &[0; 64], b"", b"\0", b"a\0"] {
        assert!(
            !decode(bytes, None).1.label.starts_with("UTF-16"),
            "{bytes:?}"
        );
    }
}

#[test]
fn four_byte_characters_of_gb18030_are_read_under_any_of_its_names() {
    let text = format!("{PROSE}𠮷㐂");
    for name in ["gb2312", "gbk", "GB18030"] {
        let page = page_with(&format!("<meta charset = \"{name}\">"), &gbk(&text));
        let (read, charset) = decode(&page, None);
        assert!(read.contains(&text), "{name}");
        assert_eq!(
            (charset.source, charset.damaged),
            (CharsetSource::Meta, false)
        );
    }
}

#[test]
fn a_header_that_lies_loses() {
    let page = page_with("<meta charset=gb2312>", &gbk(PROSE));
    for charset in [
        "utf-8",
        "ISO-8859-1",
        "windows-1251",
        "big5",
        "utf-16",
        "nonsense",
        "",
    ] {
        let header = format!("text/html; charset={charset}");
        let (text, read) = decode(&page, Some(&header));
        assert!(text.contains(PROSE), "{charset}");
        assert_eq!(read.label, "gb18030", "{charset}");
        assert!(!read.damaged, "{charset}");
    }
    let utf8 = page_with("", PROSE.as_bytes());
    for charset in ["gbk", "ISO-8859-1", "big5"] {
        let header = format!("text/html; charset={charset}");
        assert!(decode(&utf8, Some(&header)).0.contains(PROSE), "{charset}");
    }
}

#[test]
fn a_declaration_in_a_comment_or_far_away_is_not_asked() {
    let commented = page_with(
        "<!-- <meta charset=big5> --><meta charset=gbk>",
        &gbk(PROSE),
    );
    let (text, charset) = decode(&commented, None);
    assert!(text.contains(PROSE));
    assert_eq!(charset.source, CharsetSource::Meta);
    for before in [1024, META_WINDOW, 80 * 1024] {
        let head = format!(
            "<script>{}</script><meta charset=gb2312>",
            "x".repeat(before)
        );
        let (text, charset) = read(page_with(&head, &gbk(PROSE)), None);
        assert!(text.contains(PROSE), "{before}");
        assert_eq!(charset.label, "gb18030");
        let (text, _) = read(page_with(&head, PROSE.as_bytes()), None);
        assert!(text.contains(PROSE), "{before}");
    }
}

#[test]
fn one_bad_byte_behind_a_long_script_leaves_utf8() {
    let mut body = PROSE.as_bytes().to_vec();
    body.push(0xff);
    let head = format!("<script>{}</script>", "x".repeat(SAMPLE + 10));
    let (text, charset) = read(page_with(&head, &body), None);
    assert!(text.contains(PROSE));
    assert!(charset.damaged);
}

#[test]
fn big5_and_gbk_are_told_apart_whatever_is_declared() {
    let text = "關於印發政務公開工作要點的通知，各鄉鎮人民政府，縣政府各部門：現將有關事項通知如下，\
                請結合實際認真貫徹執行，確保按時完成各項任務。";
    for declared in ["big5", "gb2312", "utf-8"] {
        let head = format!("<meta charset={declared}>");
        let (found, charset) = read(page_with(&head, &big5(text)), None);
        assert!(found.contains(text), "{declared}: {found}");
        assert_eq!(charset.label, "Big5");
        let (found, charset) = read(page_with(&head, &gbk(PROSE)), None);
        assert!(found.contains(PROSE), "{declared}: {found}");
        assert_eq!(charset.label, "gb18030");
    }
}

#[test]
fn an_included_file_in_gbk_damages_a_utf8_page_and_nothing_else_of_it() {
    let mut body = PROSE.repeat(4).into_bytes();
    body.extend(gbk("<div>主办单位：云岭县人民政府办公室</div>"));
    let (text, charset) = read(page_with("<meta charset=utf-8>", &body), None);
    assert!(text.contains(PROSE));
    assert_eq!((charset.label.as_str(), charset.damaged), ("UTF-8", true));
    assert!(!text.contains("主办"));
}

#[test]
fn an_included_file_in_utf8_damages_a_gbk_page_and_nothing_else_of_it() {
    let mut body = gbk(&PROSE.repeat(4));
    body.extend("<div>主办单位：云岭县人民政府办公室</div>".bytes());
    body.extend(gbk("<p>版权所有</p>"));
    for head in ["<meta charset=gb2312>", "<meta charset=utf-8>", ""] {
        let (text, charset) = read(page_with(head, &body), None);
        assert!(text.contains(PROSE), "{head}");
        assert!(text.contains("<p>版权所有</p>"), "{head}");
        assert!(
            text.contains(&format!("<div>{}</div>", "\u{fffd}".repeat(15))),
            "{head}: {text}"
        );
        assert_eq!((charset.label.as_str(), charset.damaged), ("gb18030", true));
    }
}

proptest! {
    #[test]
    fn chinese_text_is_read_in_the_charset_it_was_written_in(
        text in "[一-龥，。、：（）A-Za-z0-9]{0,20}", prose in 1usize..4
    ) {
        let page = format!("<html><head></head><body>{}{text}</body></html>", PROSE.repeat(prose));
        let utf16 = utf16(&page, u16::to_le_bytes);
        for bytes in [page.clone().into_bytes(), gbk(&page), utf16] {
            let (read, charset) = decode(&bytes, None);
            prop_assert_eq!(&read, &page);
            prop_assert!(!charset.damaged);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        decode(&bytes, None);
    }
}
