/// An incident, as far as people can change it, and how that is done. Pure: the store reads a standing, asks for the revision, and writes it down.
package struct IncidentStanding: Hashable, Sendable {
    package var state: IncidentState
    package var mergedInto: IncidentID?
    /// Found by the service.
    package var title: String
    package var severity: Severity
    /// A person's words, which stand before those.
    package var chosenTitle: String?
    package var chosenSeverity: Severity?
    package var assignee: String?
    package var isHidden: Bool
    /// nil unless it is resolved.
    package var resolution: String?

    package init(
        state: IncidentState, mergedInto: IncidentID? = nil, title: String, severity: Severity, chosenTitle: String? = nil,
        chosenSeverity: Severity? = nil, assignee: String? = nil, isHidden: Bool = false, resolution: String? = nil
    ) {
        self.state = state
        self.mergedInto = mergedInto
        self.title = title
        self.severity = severity
        self.chosenTitle = chosenTitle
        self.chosenSeverity = chosenSeverity
        self.assignee = assignee
        self.isHidden = isHidden
        self.resolution = resolution
    }

    package var shownTitle: String { chosenTitle ?? title }
    package var shownSeverity: Severity { chosenSeverity ?? severity }
}

/// What a change comes to: the incident as it is afterwards, and what its timeline is told, nothing where nothing changes.
package struct IncidentRevision: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var kind: TimelineEntry.Kind
        package var about = ""
        package var was: String?
        package var became: String?
    }

    package var before: IncidentStanding
    package var after: IncidentStanding
    package var entries: [Entry] = []

    package var resolves: Bool { before.state != .resolved && after.state == .resolved }
    package var reopens: Bool { before.state == .resolved && after.state != .resolved }
    package var acknowledges: Bool { before.state != .acknowledged && after.state == .acknowledged }
}

/// Why what a person wants of an incident can't be, as it is.
package enum IncidentConflict: Error, Hashable, Sendable {
    case merged(into: IncidentID?)
    case acknowledgesResolved
    case resolutionOfUnresolved

    package var explanation: String {
        switch self {
        case .merged(let survivor): "It was merged\(survivor.map { " into \($0)" } ?? ""): what is to be done is to be done there."
        case .acknowledgesResolved: "It is resolved: reopen it to work on it again."
        case .resolutionOfUnresolved: "It isn't resolved: a resolution says how it was."
        }
    }
}

extension IncidentStanding {
    /// Does what a person wants. What is so already is left alone and told to nobody.
    package func revised(by change: IncidentChange) throws(IncidentConflict) -> IncidentRevision {
        guard state != .merged else { throw .merged(into: mergedInto) }
        var revision = IncidentRevision(before: self, after: self)
        retitle(change, &revision)
        weigh(change, &revision)
        assign(change, &revision)
        hide(change, &revision)
        try move(change, &revision)
        if let comment = change.comment { revision.entries.append(.init(kind: .commented, about: comment)) }
        return revision
    }

    private func retitle(_ change: IncidentChange, _ revision: inout IncidentRevision) {
        let chosen = change.title.applied(to: chosenTitle)
        guard chosen != chosenTitle else { return }
        revision.after.chosenTitle = chosen
        revision.entries.append(.init(kind: .retitled, was: shownTitle, became: revision.after.shownTitle))
    }

    private func weigh(_ change: IncidentChange, _ revision: inout IncidentRevision) {
        let chosen = change.severity.applied(to: chosenSeverity)
        guard chosen != chosenSeverity else { return }
        revision.after.chosenSeverity = chosen
        revision.entries.append(.init(kind: .severityChanged, was: shownSeverity.name, became: revision.after.shownSeverity.name))
    }

    private func assign(_ change: IncidentChange, _ revision: inout IncidentRevision) {
        let name = change.assignee.applied(to: assignee)
        guard name != assignee else { return }
        revision.after.assignee = name
        revision.entries.append(.init(kind: .assigned, was: assignee, became: name))
    }

    private func hide(_ change: IncidentChange, _ revision: inout IncidentRevision) {
        guard let wanted = change.isHidden, wanted != isHidden else { return }
        revision.after.isHidden = wanted
        revision.entries.append(.init(kind: wanted ? .hidden : .unhidden))
    }

    private func move(_ change: IncidentChange, _ revision: inout IncidentRevision) throws(IncidentConflict) {
        let note = change.resolution.applied(to: resolution)
        switch (state, change.state) {
        case (.resolved, .acknowledged):
            throw .acknowledgesResolved
        case (.open, .acknowledged):
            revision.after.state = .acknowledged
            revision.entries.append(.init(kind: .acknowledged))
        case (.acknowledged, .open), (.resolved, .open):
            revision.after.state = .open
            revision.after.resolution = nil
            revision.entries.append(.init(kind: .reopened, was: state.rawValue, became: IncidentState.open.rawValue))
        case (.open, .resolved), (.acknowledged, .resolved):
            revision.after.state = .resolved
            revision.after.resolution = note
            revision.entries.append(.init(kind: .resolved, about: note ?? ""))
        case (.resolved, _) where note != resolution:
            revision.after.resolution = note
            revision.entries.append(.init(kind: .resolutionChanged, was: resolution, became: note))
        default:
            break
        }
        if case .set = change.resolution, revision.after.state != .resolved { throw .resolutionOfUnresolved }
    }
}
