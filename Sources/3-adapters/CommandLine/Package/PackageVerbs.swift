/// `slipway package init|lint|build`: work on a package's source, without a server.
struct PackageVerbs {
  let surroundings: Surroundings

  func make(_ folder: String) throws(Ending) {
    try PackageSample.write(to: folder)
    surroundings.tell("\(folder) holds a working package. Change it, then: slipway package lint \(folder)")
  }

  func lint(_ folder: String) throws(Ending) {
    let source = try PackageSource(reading: folder)
    for line in source.lines { surroundings.tell(line) }
    guard source.description != nil else { throw .refused(source.summary) }
    surroundings.tell(source.summary)
  }

  /// Prints the package digest on standard output and nothing else there, so that a script can take it.
  func build(_ folder: String, output: String?) throws(Ending) {
    let source = try PackageSource(reading: folder)
    for line in source.lines { surroundings.complain(line) }
    guard let description = source.description else {
      throw .refused("Nothing was built. \(source.summary)")
    }
    let path = output ?? description.bundleName
    try PackageBuild.write(description, from: source.folder, to: path)
    surroundings.complain("Wrote \(path).")
    surroundings.tell(description.digest.text)
  }
}
