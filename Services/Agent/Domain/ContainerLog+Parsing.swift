import Primitives

extension ContainerLog {
    /// What the kubelet says, with status 200, where a log is gone. It is an answer about the log and not a line of it.
    /// Source: pkg/kubelet/kuberuntime/logs and the CRI's container lookup in kubernetes/kubernetes
    private static let excuses = [
        "unable to retrieve container logs for", "failed to try resolving symlinks in path", "failed to create fsnotify watcher",
        "an error occurred when try to find container",
    ]

    /// Reads a body of `pods/log` asked for with `timestamps=true`: each line starts with an RFC 3339 time and a space.
    public static func parse(_ body: String) -> Content {
        // By bytes: to Swift's characters "\r\n" is one, and no line feed.
        let lines = body.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map { bytes in
            let trimmed = Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
            if let space = trimmed.firstIndex(of: " "), let time = Timestamp(rfc3339: trimmed[..<space]) {
                return Line(time: time, text: String(trimmed[trimmed.index(after: space)...]))
            }
            // A line that the program left empty is a time alone.
            if let time = Timestamp(rfc3339: trimmed) { return Line(time: time, text: "") }
            return Line(time: nil, text: String(trimmed))
        }
        if lines.count <= 2, let first = lines.first, excuses.contains(where: first.text.hasPrefix) {
            return .refused(first.text)
        }
        return .lines(lines.filter { !$0.text.isEmpty })
    }
}
