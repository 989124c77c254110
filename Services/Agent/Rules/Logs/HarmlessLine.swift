/// Lines that hold the words of a failure and tell of none: counts of zero, recoveries, answered requests, help, frames.
enum HarmlessLine {
    private static let denials = [
        " 0 error", "no error", "without error", "error=nil", "errors=0", "error_count=0", "errors: 0", "error: null", "\"error\":null", "err=null",
        "failed=0", " 0 failed", "failures=0", "error=<nil>", "err=<nil>", "error: none", "errors: none", "errors=[]", "error=none", "failed: 0",
        "0 failures", "no failures", "failures: 0", "\"errors\":0", "\"errors\":[]", "\"error\":\"\"", "error=\"\"", "error_rate=0 ",
        "0 warnings, 0 errors",
    ]

    private static let recoveries = [
        "retry succeeded", "succeeded after", "reconnected", "connection restored", "connection re-established", "connection reestablished",
        "recovered from", "has recovered", "is reachable again", "back to normal", "connected after", "successfully reconnected", "retry successful",
        "resolved after", "is healthy again", "now healthy", "succeeded on attempt", "succeeded on retry",
    ]

    private static let methods = ["get /", "post /", "put /", "delete /", "head /", "patch /", "options /"]
    private static let successes = [" 200", " 201", " 202", " 204", " 206", " 301", " 302", " 304", "=200", ":200"]

    static func matches(_ line: String) -> Bool {
        let lowered = Substring(line.lowercased())
        let trimmed = lowered.drop { $0 == " " || $0 == "\t" }
        // The way that tools list their options.
        if trimmed.hasPrefix("--"), !trimmed.hasPrefix("---") { return true }
        // A frame of a stack trace: names of functions are no words, and the line above says what happened.
        if trimmed.hasPrefix("at "), trimmed.last == ")" { return true }
        if denials.contains(where: { lowered.range(ofASCIIText: $0) != nil }) { return true }
        if recoveries.contains(where: { lowered.range(ofASCIIText: $0) != nil }) { return true }
        return methods.contains { lowered.range(ofASCIIText: $0) != nil } && successes.contains { lowered.range(ofASCIIText: $0) != nil }
            && !["fail", "err", "upstream"].contains { trimmed.hasPrefix($0) }
    }
}
