import FoundationEssentials

/// A place where secrets turn up.
struct SecretContext: Sendable, CustomStringConvertible {
    var description: String
    /// The secret and the name of the variable that holds it.
    var place: @Sendable (_ secret: String, _ variable: String) -> String
    /// Whether the variable's name is told, so that a value without a form of its own can be known.
    var tellsName = true

    static let all: [SecretContext] = [
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
}
