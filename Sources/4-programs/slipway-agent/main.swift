import Courier
import HostHands
print(d("x"), try await fetch(CommandLine.arguments[1]))
