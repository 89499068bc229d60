using Benchmarks.Workloads;

namespace Benchmarks.Careful;

public class SuspendD1() : VariantBenchmarks(Workload.SuspendD1);

public class SuspendD4() : VariantBenchmarks(Workload.SuspendD4);

public class SyncD1() : VariantBenchmarks(Workload.SyncD1);

public class SyncD4() : VariantBenchmarks(Workload.SyncD4);

public class RootD1() : VariantBenchmarks(Workload.RootD1);

public class RootD4() : VariantBenchmarks(Workload.RootD4);

public class RootSyncD1() : VariantBenchmarks(Workload.RootSyncD1);

public class OrdinarySuspended() : VariantBenchmarks(Workload.OrdinarySuspended);

public class OrdinarySync() : VariantBenchmarks(Workload.OrdinarySync);

public class Pending64() : VariantBenchmarks(Workload.Pending64);
