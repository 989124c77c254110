import Primitives

extension LogEntry {
    /// Lines of one stack trace, which a recursion can make endless.
    private static let maximumTrace = 200

    /// Puts the lines of stack traces together: those of the JVM, Python, Go, Node.js, .NET and Ruby.
    ///
    /// - Parameter lines: in their order, empty ones left out.
    public static func assembled(_ lines: [ContainerLog.Line]) -> [LogEntry] {
        var entries: [LogEntry] = []
        var open: OpenTrace?
        for (position, line) in lines.enumerated() {
            if var trace = open {
                if trace.takes(line.text) {
                    if trace.lines.count < maximumTrace { trace.lines.append(line.text) }
                    open = trace
                    continue
                }
                entries.append(trace.entry)
                open = nil
            }
            let next = position + 1 < lines.count ? lines[position + 1].text : nil
            if let trace = OpenTrace(line, before: next) {
                open = trace
            } else {
                entries.append(LogEntry(time: line.time, text: line.text))
            }
        }
        if let open { entries.append(open.entry) }
        return entries
    }

    /// A stack trace whose end hasn't been seen.
    private struct OpenTrace {
        private enum Style {
            /// Frames below what happened: the JVM, Node.js, .NET, Ruby.
            case indentedFrames
            /// Frames first, and what happened after them.
            case python
            case go
        }

        private let style: Style
        private let time: Timestamp?
        var lines: [String]
        /// Of Python: the line after the frames has been read.
        private var hasEnded = false
        /// Of Node.js: the error's own fields follow in braces.
        private var isInFields = false
        private var headline: String

        init?(_ line: ContainerLog.Line, before next: String?) {
            let text = line.text
            if text.hasSuffix("Traceback (most recent call last):") {
                style = .python
            } else if TraceLine.isPanic(text), let next, TraceLine.isGoFrame(next) || TraceLine.isPanic(next) {
                style = .go
            } else if let next, TraceLine.isFrame(next), !TraceLine.isFrame(text) {
                style = .indentedFrames
            } else {
                return nil
            }
            time = line.time
            lines = [text]
            headline = text
        }

        /// Whether a line belongs to the trace; the headline is taken along.
        mutating func takes(_ line: String) -> Bool {
            switch style {
            case .indentedFrames: takesIndented(line)
            case .python: takesPython(line)
            case .go: TraceLine.isGoFrame(line) || TraceLine.isPanic(line)
            }
        }

        private mutating func takesIndented(_ line: String) -> Bool {
            if isInFields {
                isInFields = line != "}"
                return line == "}" || line.first?.isWhitespace == true
            }
            guard TraceLine.isFrame(line) else { return false }
            if TraceLine.isCause(line) { headline = line.trimmingSpaces }
            isInFields = line.hasSuffix(" {")
            return true
        }

        private mutating func takesPython(_ line: String) -> Bool {
            if line.hasSuffix("Traceback (most recent call last):") || TraceLine.isPythonLink(line) {
                hasEnded = false
                return true
            }
            if hasEnded { return false }
            if line.first != " ", !TraceLine.isPythonLink(line) {
                headline = line
                hasEnded = true
            }
            return true
        }

        var entry: LogEntry { LogEntry(time: time, text: headline, trace: lines) }
    }
}

/// How the lines of stack traces look.
private enum TraceLine {
    /// An indented `at …`, `from …`, `File "…"`, `… 23 more`, or the header of a cause.
    static func isFrame(_ line: String) -> Bool {
        if isCause(line) { return true }
        guard let first = line.utf8.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") else { return false }
        let rest = line.trimmingSpaces
        return rest.hasPrefix("at ") || rest.hasPrefix("from ") || rest.hasPrefix("File \"") || rest.hasPrefix("... ")
            || rest.hasPrefix("--- End of") || rest.hasPrefix("Suppressed: ") || rest == "^"
    }

    /// `Caused by: …` of the JVM, ` ---> …` of .NET, `[cause]: …` of Node.js.
    static func isCause(_ line: String) -> Bool {
        let rest = line.trimmingSpaces
        return rest.hasPrefix("Caused by: ") || rest.hasPrefix("---> ") || rest.hasPrefix("[cause]: ")
    }

    static func isPanic(_ line: String) -> Bool {
        line.hasPrefix("panic: ") || line.hasPrefix("fatal error: ") || line.hasPrefix("\tpanic: ") || line.hasPrefix("http: panic serving ")
    }

    static func isGoFrame(_ line: String) -> Bool {
        if line.hasPrefix("\t") || line.hasPrefix("goroutine ") || line.hasPrefix("[signal ") || line.hasPrefix("created by ") { return true }
        if line.hasPrefix("runtime stack:") || line.hasPrefix("exit status ") { return true }
        // main.(*Server).handle(0xc0000b2000, {0x1, 0x2})
        guard line.hasSuffix(")"), let parenthesis = line.firstIndex(of: "(") else { return false }
        let name = line[..<parenthesis]
        return name.contains(".") && !name.contains(" ")
    }

    static func isPythonLink(_ line: String) -> Bool {
        line.hasPrefix("During handling of the above exception") || line.hasPrefix("The above exception was the direct cause")
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " || $0 == "\t" })
    }
}
