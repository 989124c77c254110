import IngestDomain
import Primitives
import Testing

/// Which change does what in which state.
@Suite("What people change") struct IncidentChangeTests {
    private static func standing(
        _ state: IncidentState = .open, chosenTitle: String? = nil, assignee: String? = nil, hidden: Bool = false, resolution: String? = nil
    ) -> IncidentStanding {
        IncidentStanding(
            state: state, title: "orders is down", severity: .warning, chosenTitle: chosenTitle, assignee: assignee, isHidden: hidden,
            resolution: resolution)
    }

    struct Move: Sendable {
        let from: IncidentState
        let to: IncidentChange.Target
        var resolution: Edit<String> = .keep
        let kinds: [TimelineEntry.Kind]
        let ends: IncidentState
    }

    @Test(
        "A state is changed from where it can be, told once, and left alone where it is so already",
        arguments: [
            Move(from: .open, to: .open, kinds: [], ends: .open),
            Move(from: .open, to: .acknowledged, kinds: [.acknowledged], ends: .acknowledged),
            Move(from: .open, to: .resolved, kinds: [.resolved], ends: .resolved),
            Move(from: .open, to: .resolved, resolution: .set("rolled back"), kinds: [.resolved], ends: .resolved),
            Move(from: .acknowledged, to: .open, kinds: [.reopened], ends: .open),
            Move(from: .acknowledged, to: .acknowledged, kinds: [], ends: .acknowledged),
            Move(from: .acknowledged, to: .resolved, kinds: [.resolved], ends: .resolved),
            Move(from: .resolved, to: .open, kinds: [.reopened], ends: .open),
            Move(from: .resolved, to: .resolved, kinds: [], ends: .resolved),
            Move(from: .resolved, to: .resolved, resolution: .set("it was DNS"), kinds: [.resolutionChanged], ends: .resolved),
        ])
    func states(move: Move) throws {
        let revision = try Self.standing(move.from).revised(by: IncidentChange(state: move.to, resolution: move.resolution))
        #expect(revision.entries.map(\.kind) == move.kinds)
        #expect(revision.after.state == move.ends)
        if case .set(let note) = move.resolution { #expect(revision.after.resolution == note) }
    }

    @Test("What is resolved isn't acknowledged, and what isn't has no resolution")
    func refusals() {
        #expect(throws: IncidentConflict.acknowledgesResolved) {
            try Self.standing(.resolved).revised(by: IncidentChange(state: .acknowledged))
        }
        #expect(throws: IncidentConflict.resolutionOfUnresolved) {
            try Self.standing(.open).revised(by: IncidentChange(resolution: .set("done")))
        }
        #expect(throws: IncidentConflict.resolutionOfUnresolved) {
            try Self.standing(.resolved).revised(by: IncidentChange(state: .open, resolution: .set("done")))
        }
    }

    @Test(
        "Nothing is done to what was merged",
        arguments: [
            IncidentChange(title: .set("x")), IncidentChange(state: .resolved), IncidentChange(comment: "x"), IncidentChange(isHidden: true),
        ])
    func merged(change: IncidentChange) {
        #expect(throws: IncidentConflict.self) { try Self.standing(.merged).revised(by: change) }
    }

    @Test("A person's words stand before the computed ones until they are taken back")
    func words() throws {
        let named = try Self.standing().revised(by: IncidentChange(title: .set("Checkout outage"), severity: .set(.critical)))
        #expect(named.entries.map(\.kind) == [.retitled, .severityChanged])
        #expect(named.entries.map(\.was) == ["orders is down", "warning"])
        #expect(named.entries.map(\.became) == ["Checkout outage", "critical"])
        #expect(named.after.title == "orders is down")
        let again = try named.after.revised(by: IncidentChange(title: .set("Checkout outage"), severity: .set(.critical)))
        #expect(again.entries.isEmpty)
        let back = try named.after.revised(by: IncidentChange(title: .clear, severity: .clear))
        #expect(back.after.shownTitle == "orders is down" && back.after.shownSeverity == .warning)
        #expect(back.entries.count == 2)
    }

    @Test("Assigning and hiding twice tells nothing twice; comments are always told")
    func repeats() throws {
        let first = try Self.standing().revised(by: IncidentChange(assignee: .set("ada"), isHidden: true, comment: "on it"))
        #expect(first.entries.map(\.kind) == [.assigned, .hidden, .commented])
        let second = try first.after.revised(by: IncidentChange(assignee: .set("ada"), isHidden: true, comment: "on it"))
        #expect(second.entries.map(\.kind) == [.commented])
        let third = try first.after.revised(by: IncidentChange(assignee: .clear, isHidden: false))
        #expect(third.entries.map(\.kind) == [.assigned, .unhidden])
        #expect(third.entries.first?.was == "ada" && third.entries.first?.became == nil)
    }

    @Test("A reopened incident has no resolution any more")
    func reopened() throws {
        let revision = try Self.standing(.resolved, resolution: "rolled back").revised(by: IncidentChange(state: .open))
        #expect(revision.after.resolution == nil)
        #expect(revision.reopens && !revision.resolves)
    }

    @Test(arguments: [("12-34", true), ("12", false), ("a-1", false), ("1-2-3", false), ("", false)])
    func `a version is read back as it is written`(text: String, isOne: Bool) {
        #expect(IncidentVersion(text)?.description == (isOne ? text : nil))
    }

    @Test("Every kind has a sentence with its author", arguments: TimelineEntry.Kind.allCases)
    func sentences(kind: TimelineEntry.Kind) {
        let sentence = kind.sentence(about: "A: shop/orders", actor: "ada", was: "before", became: "after")
        #expect(!sentence.isEmpty)
        #expect(sentence.contains("ada") || sentence.contains("A: shop/orders") || [.summarized, .stable].contains(kind))
    }
}
