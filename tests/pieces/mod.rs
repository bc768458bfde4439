//! What damaged pages are made of, for the tests and the benchmark that read such pages.

/// Pieces that are put into pages: what parsers look for, and what breaks it.
pub const PIECES: [&[u8]; 24] = [
    b"<div>",
    b"</table>",
    b"<td colspan=65535>",
    b"<!--",
    b"<script>",
    b"<meta charset=gb2312>",
    b"\xff\xfe\x00",
    b"\xd0\xc2\xce\xc5",
    b"&nbsp;&#0;&#x110000;",
    "发布时间：2026-13-41".as_bytes(),
    "云政发〔〕号〔2026〕".as_bytes(),
    "网站标识码：".as_bytes(),
    "云ICP备".as_bytes(),
    "云公网安备 5301".as_bytes(),
    "《关于".as_bytes(),
    "》同时废止。".as_bytes(),
    "当前位置：".as_bytes(),
    "有效性：".as_bytes(),
    b"createPageHTML(99999999999, -1, \"index\", \"html\")",
    b"<a href='javascript:Link(\"",
    b"<base href='http://[::1'>",
    b"2026-02-30",
    "\u{3000}\u{200b}\u{feff}".as_bytes(),
    b"document.write(unescape(\"%3C",
];
