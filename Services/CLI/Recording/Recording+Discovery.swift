extension Recording {
    /// `/apis/GROUP/VERSION` of a group that `/apis` names, without a document of its own: nothing of it was recorded. A client that
    /// looks for a kind in all groups, as kubectl does, would complain of each that isn't there.
    ///
    /// - Returns: nil for anything else.
    func emptyResourceList(_ segments: [String]) -> [UInt8]? {
        guard segments.count == 3, segments[0] == "apis", let index = documents["/apis"] else { return nil }
        let version = "\(segments[1])/\(segments[2])"
        // What can't be read names no group.
        let groups = (try? JSONSlice(parsing: index))?["groups"]?.elements ?? []
        let isNamed = groups.contains { group in
            (group["versions"]?.elements ?? []).contains { $0["groupVersion"]?.string == version }
        }
        guard isNamed else { return nil }
        return Array(#"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"\#(version)","resources":[]}"#.utf8)
    }
}
