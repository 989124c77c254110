import FoundationEssentials

/// A place where secrets turn up.
struct SecretContext: Sendable, CustomStringConvertible {
    var description: String
    /// The secret and the name of the variable that holds it.
    var place: @Sendable (_ secret: String, _ variable: String) -> String
    /// Whether the variable's name is told, so that a value without a form of its own can be known.
    var tellsName = true
    /// How the place spells what it can't hold as it is.
    var encode: @Sendable (_ secret: String) -> String = { $0 }

    static let all: [SecretContext] = plain + escaped + written

    private static let plain: [SecretContext] = [
        SecretContext(description: "log line") { "2026-11-21T08:00:00.123Z ERROR [main] c.e.Orders: can't connect with \($1)=\($0), giving up" },
        SecretContext(description: "JSON") { #"{"level":"error","config":{"host":"orders-db","\#($1)":"\#($0)","port":5432},"ok":false}"# },
        SecretContext(description: "JSON in JSON") { #"{"log":"{\"\#($1)\":\"\#($0)\",\"user\":\"app\"}\n","stream":"stderr"}"# },
        SecretContext(description: "YAML") { "database:\n  host: orders-db\n  \($1): \($0)\n  port: 5432\n" },
        SecretContext(description: "quoted YAML") { "- name: x\n  \($1): '\($0)'\n" },
        SecretContext(description: "environment list in YAML") {
            "env:\n- name: LOG_LEVEL\n  value: info\n- name: \($1)\n  value: \($0)\n- name: PORT\n  value: '80'\n"
        },
        SecretContext(description: "environment list in JSON") { #"[{"name":"LOG_LEVEL","value":"info"},{"name":"\#($1)","value":"\#($0)"}]"# },
        SecretContext(description: "environment") { "PATH=/bin\n\($1)=\($0)\nHOME=/root\n" },
        SecretContext(description: "flag") { "exec: [\"/app\", \"--\($1)=\($0)\", \"--verbose\"]" },
        SecretContext(description: "separate flag") { "running /app --\($1) \($0) --verbose" },
        SecretContext(description: "URL's query") { secret, variable in "GET https://api.example.com/v1?page=2&\(variable)=\(secret)&x=1 HTTP/1.1" },
        SecretContext(description: "header") { "> \($1): \($0)\r\n> Accept: */*\r\n" },
        SecretContext(description: "Go struct") { "config: {Host:orders-db \($1):\($0) Port:5432}" },
        SecretContext(description: "XML") { "<server><\($1)>\($0)</\($1)></server>" },
        SecretContext(description: "bare", place: { secret, _ in "rejected: \(secret)" }, tellsName: false),
        SecretContext(description: "between quotes", place: { secret, _ in "rejected \"\(secret)\" twice" }, tellsName: false),
        SecretContext(description: "base64") { Data("\($1)=\($0)\n".utf8).base64EncodedString() },
        SecretContext(description: "base64 in a manifest") { "data:\n  config: \(Data("x: 1\n\($1): \($0)\n".utf8).base64EncodedString())\n" },
    ]

    private static let colour = "\u{1B}[1;36m"
    private static let reset = "\u{1B}[0m"

    /// What programs make of text within text, and terminals of colours.
    private static let escaped: [SecretContext] = [
        SecretContext(description: "coloured name") {
            "\(SecretContext.colour)level\(SecretContext.reset)=error \(SecretContext.colour)\($1)\(SecretContext.reset)=\($0) \(SecretContext.colour)n\(SecretContext.reset)=1"
        },
        SecretContext(description: "coloured name and sign") {
            "ERR refused \(SecretContext.colour)\($1)=\(SecretContext.reset)\($0) \(SecretContext.colour)n=\(SecretContext.reset)1"
        },
        SecretContext(description: "colours in JSON") { #"{"log":"\u001b[36m\#($1)\u001b[0m=\#($0)\u001b[0m done\n"}"# },
        SecretContext(
            description: "coloured", place: { secret, _ in "rejected \(SecretContext.colour)\(secret)\(SecretContext.reset) twice" }, tellsName: false
        ),
        SecretContext(description: "quotes by code point") { #"{"Body":"{\u0022\#($1)\u0022:\u0022\#($0)\u0022,\u0022n\u0022:1}"}"# },
        SecretContext(
            description: "between quotes by code point", place: { secret, _ in #"{"Body":"rejected \u0022\#(secret)\u0022"}"# }, tellsName: false),
        SecretContext(description: "query in Go's JSON") { #"{"url":"https://api.example.com/v1?page=2\u0026\#($1)=\#($0)\u0026x=1"}"# },
        SecretContext(description: "equals sign by code point") { #"{"query":"a\u003d1\u0026\#($1)\u003d\#($0)\u0026x\u003d1"}"# },
        SecretContext(
            description: "encoded address", place: { "GET /login?next=https%3A%2F%2Fx.example%2F%3Fa%3D1%26\($1)%3D\($0)%26y%3D1&z=2 302" },
            encode: percentEncoded),
        SecretContext(
            description: "encoded JSON", place: { "GET /q?filter=%7B%22\($1)%22%3A%22\($0)%22%2C%22n%22%3A1%7D&z=2" }, encode: percentEncoded),
        SecretContext(description: "JSON in HTML", place: { "<pre>{&quot;\($1)&quot;:&quot;\($0)&quot;}</pre>" }, encode: entities),
        SecretContext(description: "XML in JSON") { #"{"soap":"\u003c\#($1)\u003e\#($0)\u003c/\#($1)\u003e"}"# },
    ]

    /// What languages write around values.
    private static let written: [SecretContext] = [
        SecretContext(description: "Python bytes") { "{'user': 'app', '\($1)': b'\($0)', 'n': 1}" },
        SecretContext(description: "Rust option") { #"Config { user: "app", \#($1): Some("\#($0)"), n: 1 }"# },
        SecretContext(description: "Rust option on lines") { "Config {\n    \($1): Some(\n        \"\($0)\",\n    ),\n    n: 1,\n}" },
        SecretContext(description: "Swift optional") { #"Config(user: "app", \#($1): Optional("\#($0)"), n: 1)"# },
        SecretContext(description: "list of one") { #"{"user":"app","\#($1)":["\#($0)"],"n":1}"# },
        SecretContext(description: "Go's environment list") {
            "Env:[]EnvVar{{Name:PORT Value:80 ValueFrom:nil} {Name:\($1) Value:\($0) ValueFrom:nil}}"
        },
        SecretContext(description: "protobuf text") { #"env { name: "\#($1)" value: "\#($0)" }"# },
        SecretContext(description: "XML attribute", place: { #"<property name="\#($1)" value="\#($0)"/>"# }, encode: entities),
        SecretContext(description: "XML entry", place: { #"<entry key="\#($1)">\#($0)</entry>"# }, encode: entities),
        SecretContext(description: "XML with attributes", place: { #"<\#($1) type="plain">\#($0)</\#($1)>"# }, encode: entities),
        SecretContext(
            description: "XML on lines", place: { "<property>\n  <name>\($1)</name>\n  <value>\($0)</value>\n</property>" }, encode: entities),
        SecretContext(description: "CDATA") { "<\($1)><![CDATA[\($0)]]></\($1)>" },
        SecretContext(description: "YAML block") { "database:\n  \($1): |\n    \($0)\n  port: 5432\n" },
        SecretContext(description: "YAML block in JSON") { #"{"manifest":"database:\n  \#($1): >-\n    \#($0)\n  port: 5432\n"}"# },
        SecretContext(description: "arguments in YAML") { "args:\n- --\($1)\n- \($0)\n- --verbose\n" },
        SecretContext(description: "object of a value") { #"{"\#($1)": {"value": "\#($0)", "n": 1}}"# },
    ]

    static func entities(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    static func percentEncoded(_ text: String) -> String {
        String(
            decoding: text.utf8.flatMap { byte -> [UInt8] in
                let isFree =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-_.~".utf8.contains(byte)
                let hex = Array("0123456789ABCDEF".utf8)
                return isFree ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }, as: UTF8.self)
    }
}
