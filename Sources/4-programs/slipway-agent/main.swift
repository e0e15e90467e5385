import Courier
import Glibc
import HostHands
import Vocabulary

// Chooses who carries the agent's messages; everything else is decided in the rooms below.
let courier = Courier()
let program = AgentProgram(carrier: CourierCarrier(courier: courier), probe: probe(with: courier))
let status = await program.run(Array(CommandLine.arguments.dropFirst()))
await courier.close()
exit(status)
