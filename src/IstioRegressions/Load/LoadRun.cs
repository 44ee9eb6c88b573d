using System.Collections.Concurrent;
using System.Globalization;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Http2;

namespace IstioRegressions.Load;

/// <summary>
/// Thousands of observers in one process, each with a TCP connection, a node and a full subscription of its own. What they
/// are sent alike is decoded and kept once.
/// </summary>
public sealed class LoadRun : IAsyncDisposable
{
    /// <summary>
    /// How many are between their connection and their last first answer: a listener keeps 512 connections that it has not
    /// accepted (Kestrel's default), and further ones try again only after a second.
    /// </summary>
    private const int AtOnce = 256;

    private readonly LoadOptions _options;
    private readonly Observer?[] _observers;
    private readonly ConcurrentBag<TimeSpan> _starts = [];
    private readonly SharedDecoding _decoding = new();
    private readonly Pace _subscribing;
    private int _acknowledged;

    private LoadRun(LoadOptions options)
    {
        _options = options;
        _observers = new Observer?[options.Observers];
        _subscribing = new Pace(options.SubscribeRate, options.Time);
    }

    /// <summary>The observers, spread over the namespaces in turn.</summary>
    public IReadOnlyList<Observer> Observers => [.. _observers.OfType<Observer>()];

    /// <summary>From the first connection until all had acknowledged their first configuration.</summary>
    public TimeSpan AllAcknowledgedAfter { get; private set; }

    /// <summary>From each observer's connection until it had acknowledged its first configuration.</summary>
    public Latencies? AcknowledgedAfter => Latencies.Of(_starts);

    /// <summary>How many streams were lost and made again.</summary>
    public int Reconnects => Observers.Sum(o => o.Reconnects);

    /// <summary>Connects all; returns when each has acknowledged its first configuration.</summary>
    /// <param name="options">How many, as whom, and how fast.</param>
    /// <param name="progress">Told how many have acknowledged, at each tenth; may be null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LoadException">The limit on open files is too low, or an observer did not start.</exception>
    public static async Task<LoadRun> StartAsync(LoadOptions options, Action<int>? progress, CancellationToken ct = default)
    {
        DescriptorLimit.Check(options.Observers);
        var run = new LoadRun(options);
        try
        {
            await run.ConnectAllAsync(progress, ct);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an edit and measures how long it takes, from its beginning, until each observer's view has it.</summary>
    /// <exception cref="ObservationTimeoutException">It did not reach an observer in time.</exception>
    public async Task<IReadOnlyList<TimeSpan>> PushAsync(LoadEdit edit, CancellationToken ct = default)
    {
        var reached = new long[_observers.Length];
        bool Has(int observer, EndpointSet endpoints)
        {
            if (!endpoints.Contains(edit.Endpoint))
            {
                return false;
            }

            reached[observer] = _options.Time.GetTimestamp();
            return true;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task seen = Task.WhenAll(_observers.Select((o, i) => o!.Endpoints(edit.Cluster).UntilAsync(e => Has(i, e), stop.Token)));
        var began = _options.Time.GetTimestamp();
        try
        {
            await edit.Apply(ct);
            await seen;
        }
        catch
        {
            await stop.CancelAsync();
            await seen.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return [.. reached.Select(at => _options.Time.GetElapsedTime(began, at))];
    }

    /// <summary>Disconnects all.</summary>
    public async ValueTask DisposeAsync() => await Parallel.ForEachAsync(_observers, async (observer, _) =>
    {
        if (observer is not null)
        {
            await observer.DisposeAsync();
        }
    });

    private async Task ConnectAllAsync(Action<int>? progress, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var places = new SemaphoreSlim(AtOnce);
        var connecting = new Pace(_options.ConnectRate, _options.Time);
        var began = _options.Time.GetTimestamp();
        List<Task> starting = [];
        try
        {
            try
            {
                for (var i = 0; i < _observers.Length; i++)
                {
                    await connecting.NextAsync(stop.Token);
                    await places.WaitAsync(stop.Token);
                    starting.RemoveAll(s => s.IsCompletedSuccessfully);
                    starting.Add(ConnectAsync(i, places, progress, stop));
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // One has failed, and says why below.
            }

            await Task.WhenAll(starting);
            AllAcknowledgedAfter = _options.Time.GetElapsedTime(began);
        }
        catch (XdsException e)
        {
            throw new LoadException($"after {_acknowledged} of {_observers.Length} observers had acknowledged their first configuration, one did not start: {e.Message}", e);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(int index, SemaphoreSlim places, Action<int>? progress, CancellationTokenSource stop)
    {
        try
        {
            var began = _options.Time.GetTimestamp();
            _observers[index] = await Observer.StartAsync(OptionsOf(index), stop.Token);
            _starts.Add(_options.Time.GetElapsedTime(began));
            var acknowledged = Interlocked.Increment(ref _acknowledged);
            if (acknowledged * 10L / _observers.Length > (acknowledged - 1) * 10L / _observers.Length)
            {
                progress?.Invoke(acknowledged);
            }
        }
        catch (XdsException)
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            places.Release();
        }
    }

    private ObserverOptions OptionsOf(int index)
    {
        // 10.128.0.0/9, where no service of ours has an endpoint.
        var ip = string.Create(CultureInfo.InvariantCulture, $"10.{128 + ((index >> 16) & 0x7f)}.{(index >> 8) & 0xff}.{index & 0xff}");
        var @namespace = _options.Namespaces[index % _options.Namespaces.Count];
        return new ObserverOptions
        {
            Node = NodeIdentity.Sidecar(ip, string.Create(CultureInfo.InvariantCulture, $"load-{index}"), @namespace, _options.Version, _options.Labels.Count > 0 ? _options.Labels : null),
            Server = _options.Server,
            Protocol = _options.Protocol,
            Connect = _options.SubscribeRate is null ? _options.Connect : ConnectAsync,
            WaitLimit = _options.WaitLimit,
            HistoryLimit = 0,
            TimeProvider = _options.Time,
            Decoding = _decoding,
        };
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        var stream = _options.Connect is { } connect ? await connect(ct) : await Tcp.ConnectAsync(_options.Server, ct);
        await _subscribing.NextAsync(ct);
        return stream;
    }
}
