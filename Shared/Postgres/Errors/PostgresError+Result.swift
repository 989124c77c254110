import CPostgres

extension PostgresError {
    /// The error report of a result, with the fields of the protocol ("Error and Notice Message Fields").
    init(result: OpaquePointer) {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        if let code = field("C") {
            self.init(.server(SQLState(code)), field("M") ?? "an error without a message")
        } else {
            // Without a SQLSTATE the report is libpq's own.
            let text = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
            self.init(.connection(.lost), text.oneLine)
        }
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
        routine = field("R")
    }

    /// Why a connection did not come up. libpq only has text; in its verbose form that holds the SQLSTATE.
    init(connecting text: String, password: PostgresPassword?) {
        var message = text.oneLine
        if let password, !password.text.isEmpty {
            message = message.replacing(password.text, with: "***")
        }
        let state = Self.sqlState(in: message)
        self.init(.connection(Self.failure(state, message)), message)
        sqlState = state
    }

    private static func failure(_ state: SQLState?, _ message: String) -> ConnectionFailure {
        switch state {
        case .some(let state) where state.errorClass == "28" || state == .unknownDatabase || state == .insufficientPrivilege:
            .rejected
        case .some:
            .unavailable
        case nil where message.contains("password") || message.contains("authentication"):
            .rejected
        case nil where message.contains("SSL") || message.contains("certificate"):
            .tls
        case nil where message.contains("timeout") || message.contains("timed out"):
            .timedOut
        case nil:
            .unreachable
        }
    }

    /// The code in `FATAL:  28P01: password authentication failed …`.
    private static func sqlState(in message: String) -> SQLState? {
        for part in message.split(separator: ":  ").dropFirst() {
            let code = part.prefix(while: { $0 != ":" })
            let isCode = code.utf8.count == 5 && code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
            if isCode { return SQLState(String(code)) }
        }
        return nil
    }
}

extension String {
    var oneLine: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
