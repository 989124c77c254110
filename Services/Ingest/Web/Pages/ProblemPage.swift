package import Contracts
import Primitives

/// An error, for people.
package struct ProblemPage: Sendable {
    package var problem: ProblemDocument

    package init(problem: ProblemDocument) {
        self.problem = problem
    }

    package var document: Document {
        let detail: HTML? = problem.detail.map { "<p>\($0)</p>" }
        let request: HTML? = problem.instance.map { "<p class=\"small muted\">Request <code>\($0)</code></p>" }
        return Document(
            title: problem.title,
            content: """
                <div class="card empty"><h1>\(problem.title)</h1>
                \(detail)
                <p><a href="/">All incidents</a></p>
                \(request)</div>
                """)
    }
}
