using IstioRegressions.Unit.Routing.States;

// Run as a program, not by a test host, this records what real pilots send, which the tests of Routing/ read.
if (args is not ["record", var pilots, var folder])
{
    await Console.Error.WriteLineAsync("usage: record PATH-WITH-{version} FOLDER; the tests are run by dotnet test");
    return 64;
}

await StateRecorder.RecordAsync(pilots, folder);
return 0;
