import Files
import Testing

@Suite struct DocumentTests {
  @Test func `every link in the documents leads to a file`() throws {
    let root = try SourceTree.root()
    // A golden report leads to the logs of all its runs, of which some stand beside it.
    let isGolden = { (path: String) in path.hasPrefix("projections/golden/") }
    for path in try SourceTree.paths() where path.hasSuffix(".md") && !isGolden(path) {
      let file = try SourceFile(path: path)
      for (index, line) in file.lines.enumerated() {
        for link in links(in: line) where !link.contains("://") && !link.hasPrefix("#") {
          let target = link.split(separator: "#").first.map(String.init) ?? link
          let place = PathName.join(PathName.parent(PathName.join(root, path)), target)
          #expect(
            FileSystem.exists(place), "\(file.place(index + 1)): '\(link)' leads nowhere")
        }
      }
    }
  }

  @Test func `the README's smallest study is the one among the examples`() throws {
    let readme = try SourceFile(path: "README.md")
    let blocks = fencedBlocks(of: readme)
    for name in ["study.yaml", "tosses.txt"] {
      let example = try SourceFile(path: "docs/studies/smallest/\(name)")
      #expect(blocks.contains(example.lines), "the README does not show '\(name)' as it is")
    }
  }

  @Test func `the domain that the page for contributors shows is the one that is tested`() throws {
    let page = try SourceFile(path: "docs/CONTRIBUTING.md")
    let example = try SourceFile(path: "Tests/Kit/StageKitTests/WordsDomain.swift")
    #expect(fencedBlocks(of: page).contains(example.lines), "the page shows another domain")
    #expect(example.lines.count <= 40)
  }

  @Test func `links are recognised`() {
    #expect(links(in: "see [a](x.md) and [b](https://y)") == ["x.md", "https://y"])
    #expect(links(in: "f(x) and [not a link] (x.md)").isEmpty)
  }
}

/// The targets of a line's links, left to right.
private func links(in line: String) -> [String] {
  var targets: [String] = []
  var rest = line[...]
  while let start = rest.range(of: "](") {
    rest = rest[start.upperBound...]
    guard let end = rest.firstIndex(of: ")") else { break }
    targets.append(String(rest[..<end]))
    rest = rest[end...]
  }
  return targets
}

/// The contents of a document's fenced blocks.
private func fencedBlocks(of file: SourceFile) -> [[String]] {
  var blocks: [[String]] = []
  var block: [String]?
  for line in file.lines {
    if line.hasPrefix("```") {
      if let finished = block { blocks.append(finished) }
      block = block == nil ? [] : nil
    } else {
      block?.append(line)
    }
  }
  return blocks
}
