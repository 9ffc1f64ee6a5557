import Codecs
import Study
import Testing

/// The design of a plan: one of four, and nothing beside it.
@Suite struct DesignTests {
  private func plan(_ design: Design) -> Plan {
    var plan = Plan(study: "s", objective: "o", seed: 1)
    plan.design = design
    return plan
  }

  @Test(arguments: [
    (Design.single, "single"), (.exec, "exec"), (.paired(.filled()), "paired"),
    (.sweep(.filled()), "sweep"),
  ])
  func `a plan is read with the design that it was written with`(
    design: Design, name: String
  ) throws {
    let map = plan(design).record
    #expect(map["design"] == .text(name))
    #expect((map["paired"] != nil) == (name == "paired"))
    #expect((map["sweep"] != nil) == (name == "sweep"))
    #expect(try Plan(encoded: plan(design).encoded).design == design)
  }

  @Test(arguments: ["double", "paired", "sweep"])
  func `a name without what it describes is refused`(name: String) throws {
    var map = plan(.single).record
    map["design"] = .text(name)
    let error = #expect(throws: FieldError.self) { try Plan(encoded: CBOR.encode(.map(map))) }
    #expect(error?.path == "design")
  }

  @Test(arguments: ["single", "exec", "sweep"])
  func `a plan with the description of another design is refused`(name: String) throws {
    var map = plan(.paired(.filled())).record
    map["design"] = .text(name)
    #expect(throws: FieldError.self) { try Plan(encoded: CBOR.encode(.map(map))) }
  }

  @Test func `stages are done once for what the design has, and refer to no more`() {
    for design in [Design.single, .exec, .paired(.filled()), .sweep(.filled())] {
      for scope in Scope.allCases where !design.scopes.contains(scope) {
        #expect(design.references(in: scope).isEmpty, "\(design.name) \(scope)")
      }
      #expect(design.references(in: .study).isEmpty)
    }
    #expect(Design.single.references(in: .run).isEmpty)
    #expect(Design.sweep(.filled()).references(in: .run) == [.variant])
    #expect(Design.paired(.filled()).references(in: .task) == [.task, .taskPath])
  }
}
