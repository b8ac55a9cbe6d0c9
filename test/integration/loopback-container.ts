import { GenericContainer } from 'testcontainers';

type Port = Parameters<GenericContainer['withExposedPorts']>[0];

/** A container whose ports this machine alone reaches. */
export class LoopbackContainer extends GenericContainer {
  override withExposedPorts(...ports: Port[]): this {
    super.withExposedPorts(...ports);
    const bindings: Record<string, { HostIp?: string }[]> = this.hostConfig.PortBindings ?? {};
    for (const binding of Object.values(bindings).flat()) binding.HostIp = '127.0.0.1';
    return this;
  }
}

/** As every platform should run it: no root, no capability, nothing to write to, no more memory than it is given. */
export class LockedContainer extends LoopbackContainer {
  constructor(image: string, memoryMb: number) {
    super(image);
    const Memory = memoryMb * 1024 * 1024;
    const limits = { ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], PidsLimit: 100 };
    Object.assign(this.hostConfig, { ...limits, Memory, MemorySwap: Memory });
  }
}
