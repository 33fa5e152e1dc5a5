package textmill.cli.demo;

import java.util.List;

/** Texts that would like to be something else than text. */
final class HostileTexts {
    /** Each calls this function of the page if it gets to run. */
    private static final String CALL = "window.pwned=1";

    static final List<String> ALL = List.of(
            "<script>" + CALL + "</script>",
            "<img src=x onerror=\"" + CALL + "\">",
            "<svg onload=\"" + CALL + "\"><circle r=9 /></svg>",
            "<iframe srcdoc=\"<script>parent." + CALL + "</script>\"></iframe>",
            "\"><script>" + CALL + "</script>",
            "'><img src=x onerror='" + CALL + "'>",
            "</textarea><script>" + CALL + "</script>",
            "</title><script>" + CALL + "</script>",
            "</script><script>" + CALL + "</script>",
            "<!--<script>" + CALL + "</script>-->",
            "<![CDATA[<script>" + CALL + "</script>]]>",
            "<style>*{display:none!important}</style>",
            "<link rel=stylesheet href=http://example.invalid/a.css>",
            "<meta http-equiv=refresh content=\"0;url=http://example.invalid/\">",
            "<base href=http://example.invalid/>",
            "<form action=http://example.invalid/><input name=a><button>go",
            "<a href=\"javascript:" + CALL + "\">click</a>",
            "javascript:" + CALL + "//",
            "<details open ontoggle=\"" + CALL + "\">x</details>",
            "<math><mtext><mglyph><style><img src=x onerror=" + CALL + ">",
            "<template><script>" + CALL + "</script></template>",
            "<object data=\"data:text/html,<script>" + CALL + "</script>\"></object>",
            "{{constructor.constructor('" + CALL + "')()}}",
            "${" + CALL + "}",
            "#{" + CALL + "} <%= " + CALL + " %> {% " + CALL + " %}",
            "`${" + CALL + "}`",
            "';" + CALL + ";//",
            "\";" + CALL + ";//",
            "\\\"};" + CALL + ";//",
            "&lt;script&gt;" + CALL + "&lt;/script&gt; &#60;b&#62; &amp;amp;",
            "__proto__ constructor toString {\"__proto__\":{\"pwned\":1}}",
            "expression(" + CALL + "); background:url(http://example.invalid/x)",
            "\u202Egnp.exe reversed \u202D and \u2066isolated\u2069 and left open \u2067",
            "مرحبا بالعالم <b>עברית</b> 123 (abc)",
            "family \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 joined\u200Dwith\u200C\u200Bnothing \uFEFF mark",
            "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308 z" + "\u0336".repeat(40),
            "control \u0000 \u0007 \u001B[31mred\u001B[0m \u007F \u0085 end",
            "line\u2028separator\u2029paragraph\r\nreturn\ttab\fform",
            "event: hello\ndata: {}\n\nid: 1\nretry: 1\n\n",
            "wide " + "x".repeat(102_400));

    private HostileTexts() {}

    /** As the page shows it: control characters by their pictures. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = (c < ' ' && c != '\t' && c != '\n') || c == 0x7F;
            shown.append(control ? (char) (c == 0x7F ? 0x2421 : 0x2400 + c) : c);
        }
        return shown.toString();
    }
}
