using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace IstioRegressions.Fixtures;

/// <summary>
/// Runs the rows of a theory side by side, where xUnit runs them in sequence; how many meshes run at once is decided by
/// their places alone. Of xUnit only the innermost loop is another; the way down to it has to be spelled out.
/// </summary>
public sealed class RowsSideBySide(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider source, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, source, diagnostics)
    {
        // The base is async void too: the framework hears of the end by a message.
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new AssemblyRunner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class AssemblyRunner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await base.BeforeTestAssemblyFinishedAsync();
            await MeshFixture.EndAsync();
        }

        protected override Task<RunSummary> RunTestCollectionAsync(
            IMessageBus messageBus, ITestCollection testCollection, IEnumerable<IXunitTestCase> testCases, CancellationTokenSource cancellationTokenSource) =>
            new CollectionRunner(testCollection, testCases, DiagnosticMessageSink, messageBus, TestCaseOrderer, new ExceptionAggregator(Aggregator), cancellationTokenSource).RunAsync();
    }

    private sealed class CollectionRunner(
        ITestCollection collection, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus, ITestCaseOrderer orderer,
        ExceptionAggregator aggregator, CancellationTokenSource cancel)
        : XunitTestCollectionRunner(collection, cases, diagnostics, bus, orderer, aggregator, cancel)
    {
        protected override Task<RunSummary> RunTestClassAsync(ITestClass testClass, IReflectionTypeInfo @class, IEnumerable<IXunitTestCase> testCases) =>
            new ClassRunner(
                testClass, @class, testCases, DiagnosticMessageSink, MessageBus, TestCaseOrderer,
                new ExceptionAggregator(Aggregator), CancellationTokenSource, CollectionFixtureMappings).RunAsync();
    }

    private sealed class ClassRunner(
        ITestClass testClass, IReflectionTypeInfo type, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus, ITestCaseOrderer orderer,
        ExceptionAggregator aggregator, CancellationTokenSource cancel, IDictionary<Type, object> fixtures)
        : XunitTestClassRunner(testClass, type, cases, diagnostics, bus, orderer, aggregator, cancel, fixtures)
    {
        protected override Task<RunSummary> RunTestMethodAsync(
            ITestMethod testMethod, IReflectionMethodInfo method, IEnumerable<IXunitTestCase> testCases, object[] constructorArguments) =>
            new MethodRunner(testMethod, Class, method, testCases, DiagnosticMessageSink, MessageBus, new ExceptionAggregator(Aggregator), CancellationTokenSource, constructorArguments).RunAsync();
    }

    private sealed class MethodRunner : XunitTestMethodRunner
    {
        private readonly Func<IXunitTestCase, Task<RunSummary>> _run;

        public MethodRunner(
            ITestMethod method, IReflectionTypeInfo type, IReflectionMethodInfo info, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus,
            ExceptionAggregator aggregator, CancellationTokenSource cancel, object[] arguments)
            : base(method, type, info, cases, diagnostics, bus, aggregator, cancel, arguments)
        {
            // What a test writes belongs to it alone: xUnit has one such argument for all the rows.
            object[] Own() => [.. arguments.Select(a => a is TestOutputHelper ? new TestOutputHelper() : a)];
            _run = row => row.RunAsync(diagnostics, bus, Own(), new ExceptionAggregator(aggregator), cancel);
        }

        protected override async Task<RunSummary> RunTestCasesAsync()
        {
            var whole = new RunSummary();
            Array.ForEach(await Task.WhenAll(TestCases.Select(row => Task.Run(() => _run(row)))), whole.Aggregate);
            return whole;
        }
    }
}
