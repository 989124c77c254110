/// What the doctor looked at, in groups.
struct Checkup: Sendable, Encodable {
    enum Status: String, Sendable, Encodable {
        case ok, warning, failed, skipped
    }

    struct Line: Sendable, Encodable {
        var status: Status
        /// What was looked at.
        var subject: String
        /// What was seen.
        var detail: String
        /// What to do about it; nil where nothing has to be done.
        var advice: String?

        static func ok(_ subject: String, _ detail: String = "") -> Line {
            Line(status: .ok, subject: subject, detail: detail)
        }

        static func warning(_ subject: String, _ detail: String, advice: String) -> Line {
            Line(status: .warning, subject: subject, detail: detail, advice: advice)
        }

        static func failed(_ subject: String, _ detail: String, advice: String) -> Line {
            Line(status: .failed, subject: subject, detail: detail, advice: advice)
        }

        static func skipped(_ subject: String, _ detail: String) -> Line {
            Line(status: .skipped, subject: subject, detail: detail)
        }
    }

    struct Group: Sendable, Encodable {
        var title: String
        var lines: [Line]
    }

    var groups: [Group]

    private func count(_ status: Status) -> Int {
        groups.reduce(0) { $0 + $1.lines.count { $0.status == status } }
    }

    var isHealthy: Bool { count(.failed) == 0 }

    func text(_ terminal: Terminal) -> String {
        var page: [String] = []
        for group in groups {
            page.append(terminal.styled(group.title, .bold))
            for line in group.lines { page += Self.lines(line, terminal) }
            page.append("")
        }
        let failed = count(.failed)
        let warnings = count(.warning)
        if failed > 0 {
            page.append(terminal.styled("\(Wording.count(failed, "check")) failed", .boldRed))
        } else if warnings > 0 {
            page.append(terminal.styled("It works, with \(Wording.count(warnings, "warning")).", .boldYellow))
        } else {
            page.append(terminal.styled("All is well.", .boldGreen))
        }
        return page.joined(separator: "\n")
    }

    private static func lines(_ line: Line, _ terminal: Terminal) -> [String] {
        let mark: String =
            switch line.status {
            case .ok: terminal.styled("✓", .green)
            case .warning: terminal.styled("!", .boldYellow)
            case .failed: terminal.styled("✗", .boldRed)
            case .skipped: terminal.styled("–", .dim)
            }
        let text = PlainText.sanitized(line.detail.isEmpty ? line.subject : "\(line.subject): \(line.detail)")
        var lines: [String] = []
        for (position, part) in PlainText.wrapped(text, columns: terminal.width - 4).enumerated() {
            lines.append(position == 0 ? "  \(mark) \(part)" : "    \(part)")
        }
        if let advice = line.advice {
            for (position, part) in PlainText.wrapped(PlainText.sanitized(advice), columns: terminal.width - 6).enumerated() {
                lines.append("    " + terminal.styled((position == 0 ? "→ " : "  ") + part, .cyan))
            }
        }
        return lines
    }
}
