using IstioRegressions.Reference.App;
using IstioRegressions.Reference.DataPlane;
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
    case ["proxy", .. var rest]:
        return await ProxyRole.RunAsync(rest);
    case ["app", .. var rest]:
        return await AppRole.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync($"{(args.Length == 0 ? "a role is missing" : $"there is no role '{args[0]}'")}; the roles are: pilot, proxy, app, guard, relay");
        return Usage;
}
