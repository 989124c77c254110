import Contracts
import IngestDomain
import Primitives
import Testing

@Suite("Causal merge")
struct CausalMergeTests {
    private func incident(_ number: UInt64, keys: Set<String>, blames: Set<String> = []) -> MergeCandidate {
        MergeCandidate(id: Self.id(number), openedAt: Timestamp(microseconds: Int64(number)), keys: keys, blames: blames)
    }

    private static func id(_ number: UInt64) -> IncidentID {
        IncidentID(UUIDv7(milliseconds: number, counter: 0, random: 0))
    }

    @Test("One incident is left alone")
    func single() {
        #expect(CausalMerge([]) == nil)
        #expect(CausalMerge([incident(1, keys: ["a"], blames: ["a"])]) == nil)
    }

    @Test("The incident of the object at fault carries on, however young it is")
    func objectAtFault() {
        let merge = CausalMerge([
            incident(1, keys: ["frontend"], blames: ["db"]), incident(2, keys: ["orders"], blames: ["db"]), incident(3, keys: ["db"]),
        ])
        #expect(merge?.survivor == Self.id(3))
        #expect(merge?.absorbed == [Self.id(1), Self.id(2)])
    }

    @Test("In a row of blame, the last one carries on")
    func chain() {
        let merge = CausalMerge([
            incident(1, keys: ["frontend"], blames: ["orders"]), incident(2, keys: ["orders"], blames: ["db"]),
            incident(3, keys: ["db"], blames: ["db"]),
        ])
        #expect(merge?.survivor == Self.id(3))
    }

    @Test("What a person has taken apart stays apart, and the one that is asked about comes first")
    func separated() {
        let candidates = [incident(1, keys: ["a"]), incident(2, keys: ["b"]), incident(3, keys: ["c"])]
        let apart: Set = [Separation(Self.id(2), Self.id(1))]
        #expect(CausalMerge(candidates, separations: apart)?.absorbed == [Self.id(3)])
        let asked = CausalMerge(candidates, separations: apart, anchor: Self.id(2))
        #expect(asked?.survivor == Self.id(2))
        #expect(asked?.absorbed == [Self.id(3)])
        #expect(CausalMerge(Array(candidates.prefix(2)), separations: apart) == nil)
    }

    @Test("Without an incident of the object at fault, the oldest carries on")
    func oldest() {
        let merge = CausalMerge([
            incident(2, keys: ["orders"], blames: ["ConfigMap:shop/x"]), incident(1, keys: ["frontend"], blames: ["ConfigMap:shop/x"]),
        ])
        #expect(merge?.survivor == Self.id(1))
        #expect(merge?.absorbed == [Self.id(2)])
    }

    @Test("Incidents that blame each other still end as one")
    func circle() {
        let merge = CausalMerge([incident(1, keys: ["a"], blames: ["b"]), incident(2, keys: ["b"], blames: ["a"])])
        #expect(merge?.survivor == Self.id(1))
    }

    @Test(
        "An object at fault is written as the key of alerts about it",
        arguments: [
            (ObjectReference(kind: "Pod", namespace: "shop", name: "orders-db-0", container: "db"), "workload:shop/orders-db"),
            (ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db"), "workload:shop/orders-db"),
            (ObjectReference(kind: "ReplicaSet", namespace: "shop", name: "orders-585858c476"), "workload:shop/orders"),
            (ObjectReference(kind: "Node", namespace: nil, name: "n1"), "node:n1"),
            (ObjectReference(kind: "ConfigMap", namespace: "shop", name: "settings"), "ConfigMap:shop/settings"),
        ])
    func causeObjects(object: ObjectReference, expected: String) {
        #expect(CauseObject(object).description == expected)
    }

    @Test("Verdicts, guesses and causes without an object hold nothing together")
    func correlates() {
        func cause(_ category: CauseCategory, _ confidence: Double, _ object: ObjectReference?) -> RootCause {
            RootCause(category: category, title: "", object: object, confidence: confidence, explanation: "", evidence: [])
        }
        let object = ObjectReference(kind: "Pod", namespace: "shop", name: "a")
        #expect(cause(.oomKilled, 0.9, object).correlates)
        #expect(!cause(.oomKilled, 0.4, object).correlates)
        #expect(!cause(.healthy, 0.9, object).correlates)
        #expect(!cause(.oomKilled, 0.9, nil).correlates)
    }
}
