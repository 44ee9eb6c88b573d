using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

public sealed class EndpointSetTests
{
    [Fact]
    public void Endpoints_of_all_localities_are_sorted_and_duplicates_kept()
    {
        var assignment = Some.Endpoints("a", "3.3.3.3:80", "2.2.2.2:80");
        assignment.Endpoints.Add(Some.Endpoints("a", "2.2.2.2:80", "1.1.1.1:9").Endpoints);

        EndpointSet.Of(assignment).Should().Equal("1.1.1.1:9", "2.2.2.2:80", "2.2.2.2:80", "3.3.3.3:80");
    }

    [Fact]
    public void It_fits_a_list_pattern()
    {
        var set = EndpointSet.Of(Some.Endpoints("a", "2.2.2.2:80"));

        (set is ["2.2.2.2:80"]).Should().BeTrue();
        (set is []).Should().BeFalse();
        (set is ["2.2.2.2:8080"]).Should().BeFalse();
    }

    [Fact]
    public void It_prints_its_addresses()
    {
        EndpointSet set = ["3.3.3.3:80", "2.2.2.2:80"];

        set.ToString().Should().Be("[2.2.2.2:80, 3.3.3.3:80]");
        EndpointSet.Empty.ToString().Should().Be("nothing");
    }

    [Fact]
    public void Sets_are_equal_when_they_list_the_same()
    {
        EndpointSet set = ["3.3.3.3:80", "2.2.2.2:80"];
        EndpointSet same = ["2.2.2.2:80", "3.3.3.3:80"];
        EndpointSet twice = ["2.2.2.2:80", "3.3.3.3:80", "3.3.3.3:80"];

        set.Equals(same).Should().BeTrue();
        set.GetHashCode().Should().Be(same.GetHashCode());
        set.Equals(twice).Should().BeFalse();
        set.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Addresses_of_every_kind_are_printed()
    {
        var cluster = new Cluster
        {
            Hosts =
            {
                Some.Address("fd00::1:80"),
                new Address { SocketAddress = new SocketAddress { Address = "db.test", NamedPort = "mysql" } },
                new Address { Pipe = new Pipe { Path = "/run/app" } },
                new Address(),
            },
            LoadAssignment = Some.Endpoints("a", "1.1.1.1:80"),
        };

        EndpointSet.Of(cluster).Should().Equal("1.1.1.1:80", "[fd00::1]:80", "an endpoint without an address", "db.test:mysql", "unix:/run/app");
    }

    [Fact]
    public void No_assignment_is_no_endpoints() => EndpointSet.Of((ClusterLoadAssignment?)null).Should().BeEmpty();
}
