/// How an act is named on its own page and on its button. What it means stands below the heading, in the operation's own
/// words.
enum ActWords {
  static func heading(_ name: String) -> String? { all[name]?.0 }
  static func button(_ name: String) -> String? { all[name]?.1 }

  private static let all: [String: (String, String)] = [
    "request.raise": ("Raise a request", "Raise the request"),
    "request.edit": ("Change the request", "Save the changes"),
    "request.submit": ("Put before the board", "Put before the board"),
    "request.vote": ("Vote", "Send my vote"),
    "request.close-vote": ("Close the vote", "Close the vote"),
    "request.withdraw-approval": ("Withdraw the approval", "Withdraw the approval"),
    "request.ask": ("Ask a question", "Ask"),
    "request.answer": ("Answer a question", "Answer"),
    "request.note": ("Add a note", "Add the note"),
    "request.review": ("Hold the change review", "Close with this review"),
    "release.open": ("Open a release", "Open the release"),
    "release.plan": ("Plan the release", "Save the plan"),
    "release.choose-package": ("Choose the package", "Choose it"),
    "release.approve-deployment": ("Approve the deployment", "Approve the deployment"),
    "release.move": ("Move the release", "Move it"),
    "release.suspend": ("Suspend the release", "Suspend it"),
    "release.cancel": ("Cancel the release", "Cancel it"),
    "release.choose-profile": ("Choose the profile", "Choose it"),
    "release.represent": ("Name who stands for a cluster", "Name them"),
    "release.accept-part": ("Take a part on", "Take it on"),
    "release.answer-duty": ("Answer a duty", "Send the answer"),
    "release.join": ("Take somebody into the team", "Take them in"),
    "release.leave": ("Take somebody out of the team", "Take them out"),
    "release.note": ("Add a note", "Add the note"),
    "release.resume": ("Resume the release", "Resume it"),
    "release.sign-off": ("Sign a rollout off", "Sign it off"),
    "release.try": ("Try the package", "Try it"),
    "release.deploy": ("Deploy", "Deploy now"),
    "release.back-out": ("Back out", "Back out now"),
    "deployment.halt": ("Halt the deployment", "Halt now"),
    "deployment.resume": ("Go on with the deployment", "Go on"),
    "package.accept": ("Accept the version", "Accept it"),
    "package.release": ("Release the version for production", "Release it"),
    "package.withdraw": ("Withdraw the version", "Withdraw it"),
    "package.admit": ("Admit a version", "Admit it"),
    "library.check": ("Look at the library's files again", "Look again"),
    "item.record": ("Record an item", "Record it"),
    "item.set": ("Set attributes", "Save the attributes"),
    "item.link": ("Relate an item", "Relate them"),
    "item.change-status": ("Change an item's status", "Change it"),
    "item.unlink": ("Take a relationship away", "Take it away"),
    "host.retire": ("Retire a host", "Retire it"),
    "host.replace": ("Replace a host", "Make the token"),
    "host.invite": ("Invite a host", "Make the token"),
    "person.begin": ("Begin", "Make the first account"),
    "person.register": ("Register a person", "Make the account"),
    "person.grant": ("Give a role", "Give the role"),
    "person.revoke": ("Take a role away", "Take it away"),
    "person.deactivate": ("Close an account", "Close the account"),
    "words.erase": ("Erase a person's texts", "Erase them"),
    "token.issue": ("Make an API token", "Make the token"),
    "access.revoke": ("End a session or take a token back", "End it"),
    "person.reactivate": ("Open an account again", "Open the account"),
    "person.change-password": ("Change your password", "Change it"),
    "deployment.give-up": ("Give up the hosts that have not begun", "Give them up"),
    "request.attach": ("Attach a file", "Attach it"),
    "request.erase-texts": ("Erase texts of the request", "Erase them for ever"),
    "request.erase-attachment": ("Erase an attached file", "Erase it for ever"),
    "invitation.revoke": ("Take an enrolment token back", "Take it back"),
    "waiver.ask": ("Ask for a waiver", "Ask for it"),
    "waiver.grant": ("Give a waiver", "Give it"),
    "waiver.refuse": ("Refuse a waiver", "Refuse it"),
  ]

  /// Acts that are hard to take back wear the colour of a stop.
  static func isGrave(_ name: String) -> Bool {
    [
      "deployment.halt", "release.back-out", "package.withdraw", "person.deactivate", "words.erase",
      "deployment.give-up", "host.retire", "request.erase-texts", "request.erase-attachment", "release.cancel",
    ].contains(name)
  }
}
