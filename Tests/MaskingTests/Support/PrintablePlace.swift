/// A place for a password of any printable signs, and how it spells those that it can't hold as they are.
struct PrintablePlace: Sendable, CustomStringConvertible {
    var description: String
    var alphabet = PrintablePlace.printable
    var place: @Sendable (_ secret: String) -> String
    var encode: @Sendable (_ secret: String) -> String = { $0 }

    /// ASCII without blanks.
    static let printable = String(decoding: Array(UInt8(0x21)...0x7E), as: UTF8.self)
    /// Where nothing quotes a value, a backslash and another pair's sign are the text's, not the password's; a quote in front would open one.
    private static let bare = printable.filter { !#"\=:"'`"#.contains($0) }

    static let all: [PrintablePlace] = [
        PrintablePlace(description: "log line", alphabet: bare) { "can't connect with DB_PASSWORD=\($0), giving up" },
        PrintablePlace(description: "end of a log line", alphabet: bare) { "can't connect with user=app password=\($0)" },
        PrintablePlace(description: "quotes inside of a log line", alphabet: bare) { "can't connect with DB_PASSWORD=a\"b'c\($0) now" },
        PrintablePlace(description: "environment", alphabet: bare) { "PATH=/bin\nDB_PASSWORD=\($0)\nHOME=/root\n" },
        PrintablePlace(description: "Go struct", alphabet: bare) { "config: {Host:orders-db Password:\($0) Port:5432}" },
        PrintablePlace(description: "separate flag", alphabet: bare.filter { $0 != "-" }) { "running /app --password \($0) --verbose" },
        PrintablePlace(description: "address", alphabet: bare.filter { !"/?#@".contains($0) }) {
            "dial postgres://app:\($0)@orders-db:5432/orders failed"
        },
        PrintablePlace(description: "JSON", place: { #"{"user":"app","password":"\#($0)","port":5432}"# }, encode: json),
        PrintablePlace(description: "JSON in JSON", place: { #"{"log":"{\"password\":\"\#($0)\",\"port\":1}\n"}"# }, encode: { json(json($0)) }),
        PrintablePlace(
            description: "JSON in .NET's JSON", alphabet: printable.filter { $0 != "\"" },
            place: { #"{"Body":"{\u0022password\u0022:\u0022\#($0)\u0022,\u0022port\u0022:1}"}"# },
            encode: { json(json($0)) }),
        PrintablePlace(description: "YAML", place: { "db:\n  password: '\($0)'\n  port: 1\n" }, encode: { $0.replacing("'", with: "''") }),
        PrintablePlace(description: "XML", place: { "<db><password>\($0)</password></db>" }, encode: SecretContext.entities),
        PrintablePlace(description: "query", place: { "GET /?user=app&password=\($0)&x=1 200" }, encode: SecretContext.percentEncoded),
    ]

    private static func json(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
