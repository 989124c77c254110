/// A program and its arguments, as another user where that is wanted.
struct Command: Hashable, Sendable {
    /// An absolute path.
    var executable: String
    var arguments: [String]

    /// - Parameter user: nil runs the program as this process' own user.
    ///
    /// Changed by a program of its own and not between fork and exec: glibc's `setgroups` waits for the threads that the fork left behind.
    init(_ executable: String, _ arguments: [String], as user: SystemUser? = nil) {
        guard let user else {
            self.executable = executable
            self.arguments = arguments
            return
        }
        self.executable = "/usr/bin/setpriv"
        self.arguments = ["--reuid=\(user.userID)", "--regid=\(user.groupID)", "--clear-groups", "--", executable] + arguments
    }
}
