// The entry of the executor: the helper thread starts while the rest loads.
import './helper.ts'

await import('./main.ts')
