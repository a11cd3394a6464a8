// The entry of the JupyterLab extension. JupyterLab loads it as a classic script, so it may neither import nor export;
// it shows what a bundler's module container would show, and loads the modules beside it as the browser does.
{
  type Shared = import('./share-scope.ts').ShareScope

  interface Container {
    /** Called once, with what JupyterLab shares. */
    init(scope: Shared): void
    get(module: string): Promise<() => object>
  }

  const page = globalThis as unknown as { _JUPYTERLAB?: Record<string, Container> }
  let shared: Shared = {}

  page._JUPYTERLAB ??= {}
  page._JUPYTERLAB['ansatz'] = {
    init(scope) {
      shared = scope
    },
    async get() {
      const { createPlugin } = await import('./plugin.ts')
      const plugin = await createPlugin(shared)
      // JupyterLab writes onto what it gets; a module would not let it.
      return () => ({ __esModule: true, default: plugin })
    },
  }
}
