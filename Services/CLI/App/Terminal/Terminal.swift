import Glibc

/// What standard output can show: how wide it is, and whether it takes colours.
struct Terminal: Hashable, Sendable {
    /// In columns.
    var width: Int
    var hasColor: Bool

    /// For files and pipes: lines of a length that reads well, without any escape sequence.
    static let plain = Terminal(width: 100, hasColor: false)

    /// - Parameter environment: `NO_COLOR` (https://no-color.org), `TERM=dumb` and `COLUMNS` are honoured.
    static func detect(environment: [String: String]) -> Terminal {
        guard isatty(STDOUT_FILENO) == 1 else { return .plain }
        let refusesColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return Terminal(
            width: min(max(columns(environment: environment), 40), 120),
            hasColor: !refusesColor && environment["TERM"] != "dumb")
    }

    private static func columns(environment: [String: String]) -> Int {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// `text` in a style, where colours are shown at all.
    func styled(_ text: String, _ style: Style) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The parameters of an SGR sequence (ECMA-48): only the eight colours that every theme keeps legible.
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case boldRed = "1;31"
        case boldGreen = "1;32"
        case boldYellow = "1;33"
        case boldCyan = "1;36"
    }
}

/// Standard output, which is buffered where it isn't a terminal: what somebody waits for has to be flushed.
enum StandardOutput {
    static func line(_ text: String = "") {
        print(text)
        // A reader that has gone away is nothing to report to anybody.
        _ = fflush(nil)
    }
}

/// Standard error, for what is not the command's result.
enum StandardError {
    /// A line that the next one takes the place of; nothing where nobody watches.
    static func status(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        // To the line's start, and what stood there away (ECMA-48: EL).
        var line = "\r\(text)\u{1B}[K"
        _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static func line(_ text: String) {
        var line = text + "\n"
        // Nobody is left to be told where this fails.
        _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
