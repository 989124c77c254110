import TestSupport

/// Which faults come when: drawn from a seed, and the same for the same seed.
struct FaultSchedule: Sendable {
    struct Entry: Sendable {
        /// Since the beginning.
        let start: Duration
        let length: Duration
        let fault: Fault
    }

    /// Programs fail in one lane, PostgreSQL and the network in the other: one fault a lane at a time, so that two different ones meet often,
    /// and something is left to answer.
    let lanes: [[Entry]]

    init(seed: UInt64, length: Duration, replicas: Int, agents: Int) {
        var chance = SplitMix(seed: seed)
        lanes = [
            Self.lane(length, &chance) { Self.program($0, replicas, agents, &$1) },
            Self.lane(length, &chance) { Self.surroundings($0, replicas, &$1) },
        ]
    }

    var entries: [Entry] {
        lanes.joined().sorted { $0.start < $1.start }
    }

    private static func lane(_ length: Duration, _ chance: inout SplitMix, _ fault: (Int, inout SplitMix) -> (Fault, ClosedRange<Int>)) -> [Entry] {
        var entries: [Entry] = []
        var start = Duration.milliseconds(Int.random(in: 500...2000, using: &chance))
        var deck: [Int] = []
        while true {
            // Every kind comes before one comes again.
            if deck.isEmpty { deck = Array(0..<12).shuffled(using: &chance) }
            let (fault, lengths) = fault(deck.removeLast(), &chance)
            let duration = Duration.milliseconds(Int.random(in: lengths, using: &chance))
            guard start + duration <= length else { return entries }
            entries.append(Entry(start: start, length: duration, fault: fault))
            start += duration + .milliseconds(Int.random(in: 500...2500, using: &chance))
        }
    }

    /// - Returns: the fault, and its shortest and longest duration in milliseconds.
    private static func program(_ number: Int, _ replicas: Int, _ agents: Int, _ chance: inout SplitMix) -> (Fault, ClosedRange<Int>) {
        let (replica, agent) = (Int.random(in: 0..<replicas, using: &chance), Int.random(in: 0..<agents, using: &chance))
        return switch number {
        case 0...3: (.killed(.ingest, replica), 0...2000)
        case 4, 5: (.stopped(.ingest, replica), 0...2000)
        case 6: (.hung(.ingest, replica), 500...2500)
        case 7: (.hung(.ingest, replica), 5000...10_000)
        case 8, 9: (.killed(.agent, agent), 0...2000)
        case 10: (.stopped(.agent, agent), 0...2000)
        default: (.hung(.agent, agent), 500...7000)
        }
    }

    private static func surroundings(_ number: Int, _ replicas: Int, _ chance: inout SplitMix) -> (Fault, ClosedRange<Int>) {
        let replica = Int.random(in: 0..<replicas, using: &chance)
        let mode: [TCPProxy.Mode] = [.delay(.milliseconds(100)), .limit(bytesPerSecond: 50_000), .stall, .swallow, .reset, .refuse]
        let agentMode = mode.randomElement(using: &chance) ?? .reset
        return switch number {
        case 0: (.databaseDown(.fast), 0...2000)
        case 1: (.databaseDown(.immediate), 0...2000)
        case 2: (.databaseDown(.kill), 0...2000)
        case 3: (.sessionKilled, 500...1500)
        case 4...9: (.databaseLink(mode[number - 4], Int.random(in: 0..<4, using: &chance) == 0 ? nil : replica), 1000...5000)
        default: (.agentLink(agentMode, replica), 1000...5000)
        }
    }
}
