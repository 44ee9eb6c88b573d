using IstioRegressions.Reference.Guard;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Relay;

// What the sysexits convention gives a wrong command line.
const int Usage = 64;

switch (args)
{
    case ["pilot", .. var rest]:
        return await PilotRole.RunAsync(rest);
    case ["guard", .. var rest]:
        return await GuardRole.RunAsync(rest);
    case ["relay", .. var rest]:
        return await RelayRole.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync($"{(args.Length == 0 ? "a role is missing" : $"there is no role '{args[0]}'")}; the roles are: pilot, guard, relay");
        return Usage;
}
