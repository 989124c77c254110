import Glibc

/// An account of this machine.
struct SystemUser: Hashable, Sendable {
    var name: String
    var userID: UInt32
    var groupID: UInt32

    /// - Returns: nil where there is no such account.
    static func named(_ name: String) -> SystemUser? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return SystemUser(name: name, userID: entry.pw_uid, groupID: entry.pw_gid)
    }

    static var isRoot: Bool { geteuid() == 0 }

    /// Whether this account may pass through every folder above `path`, the owner's and the group's rights aside.
    func reaches(_ path: String) -> Bool {
        var folder = path
        while true {
            var status = stat()
            if stat(folder, &status) == 0 {
                let isOwner = status.st_uid == userID && status.st_mode & S_IXUSR != 0
                let isMember = status.st_gid == groupID && status.st_mode & S_IXGRP != 0
                guard isOwner || isMember || status.st_mode & S_IXOTH != 0 else { return false }
            }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return true }
            folder = String(folder[..<slash])
        }
    }

    /// Gives a file or folder to this account.
    func own(_ path: String) throws(FileError) {
        guard chown(path, userID, groupID) == 0 else { throw FileError(path: path, problem: "can't be given to the user \(name)") }
    }
}

struct FileError: Error, CustomStringConvertible {
    var path: String
    var problem: String

    var description: String { "\(path) \(problem)" }
}
