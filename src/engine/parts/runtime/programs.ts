import type { CriContainerSpec } from '../../wires/cri.ts';
import type { CatalogueImage } from './images.ts';
import { readCommand, readScript, type Script, type Step } from './shell.ts';

/** What happens on SIGTERM; null = the process ignores it (PID 1 without a handler) and only SIGKILL ends it. */
interface OnTerm {
  readonly exitCode: number;
  readonly afterInUs: number;
  readonly lines: readonly string[];
}

/** What a container does, decided when it starts: steps, then a loop for ever or nothing more (it just runs). */
export interface Program {
  readonly steps: readonly Step[];
  readonly loop: readonly Step[];
  readonly onTerm: OnTerm | null;
}

/** The program cannot be started at all: runc's words. */
interface StartFailure {
  readonly error: string;
}

const FOR_EVER: readonly Step[] = [];

const say = (...lines: readonly string[]): Step[] =>
  lines.map((text) => ({ do: 'print', stream: 'stderr', text }));
const out = (...lines: readonly string[]): Step[] =>
  lines.map((text) => ({ do: 'print', stream: 'stdout', text }));
const ends = (exitCode: number, afterInUs: number, ...lines: readonly string[]): OnTerm => ({
  exitCode,
  afterInUs,
  lines,
});

function server(steps: readonly Step[], onTerm: OnTerm | null = ends(0, 60_000)): Program {
  return { steps, loop: FOR_EVER, onTerm };
}

function fails(steps: readonly Step[], code = 1): Program {
  return { steps: [...steps, { do: 'exit', code }], loop: FOR_EVER, onTerm: ends(143, 1_000) };
}

const NGINX_START = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];

function nginx(): Program {
  const notices = [
    'using the "epoll" event method',
    'nginx/1.27.5',
    'start worker processes',
    'start worker process 29',
    'start worker process 30',
  ];
  const steps = [
    ...out(...NGINX_START),
    ...say(...notices.map((text) => `$(nginx-date) [notice] 1#1: ${text}`)),
  ];
  const goodbye = [
    '$(nginx-date) [notice] 1#1: signal 3 (SIGQUIT) received, shutting down',
    '$(nginx-date) [notice] 1#1: exit',
  ];
  return server(steps, ends(0, 90_000, ...goodbye));
}

function needsPassword(
  env: ReadonlyMap<string, string>,
  names: readonly string[],
  complaint: readonly string[],
  ready: readonly string[],
): Program {
  if (!names.some((name) => env.has(name))) return fails(say(...complaint));
  return server([{ do: 'sleep', inUs: 900_000 }, ...say(...ready)], ends(0, 400_000));
}

function stress(argv: readonly string[]): Program {
  const at = argv.indexOf('--vm-bytes');
  const steps: Step[] = [
    ...out('stress: info: [1] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd'),
    { do: 'sleep', inUs: 120_000 },
  ];
  return { steps: at < 0 ? steps : [...steps, { do: 'hog' }], loop: FOR_EVER, onTerm: ends(0, 5_000) };
}

const HELLO = [
  '',
  'Hello from Docker!',
  'This message shows that your installation appears to be working correctly.',
  '',
];

type Maker = (argv: readonly string[], env: ReadonlyMap<string, string>) => Program;

const apache: Maker = () =>
  server(
    say(
      "AH00558: httpd: Could not reliably determine the server's fully qualified domain name",
      '[mpm_event:notice] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations',
    ),
  );

const redis: Maker = () =>
  server(
    out(
      '1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
      '1:M * Server initialized',
      '1:M * Ready to accept connections tcp',
    ),
    ends(0, 30_000, '1:signal-handler Received SIGTERM scheduling shutdown...'),
  );

const postgres: Maker = (_, env) =>
  needsPassword(
    env,
    ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'],
    [
      'Error: Database is uninitialized and superuser password is not specified.',
      '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
      '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
    ],
    ['LOG:  database system is ready to accept connections'],
  );

const mysql: Maker = (_, env) =>
  needsPassword(
    env,
    [
      'MYSQL_ROOT_PASSWORD',
      'MYSQL_ALLOW_EMPTY_PASSWORD',
      'MYSQL_RANDOM_ROOT_PASSWORD',
      'MARIADB_ROOT_PASSWORD',
    ],
    [
      '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
      '    You need to specify one of the following as an environment variable:',
      '    - MYSQL_ROOT_PASSWORD',
      '    - MYSQL_ALLOW_EMPTY_PASSWORD',
      '    - MYSQL_RANDOM_ROOT_PASSWORD',
    ],
    ['[Server] ready for connections.'],
  );

const silent: Maker = () => server([]);

/** Servers by the name of their binary. */
const SERVERS = new Map<string, Maker>([
  ['nginx', nginx],
  ['httpd-foreground', apache],
  ['apache2-foreground', apache],
  ['redis-server', redis],
  ['postgres', postgres],
  ['mysqld', mysql],
  ['mariadbd', mysql],
  ['hello', () => ({ steps: [...out(...HELLO), { do: 'exit', code: 0 }], loop: FOR_EVER, onTerm: null })],
  ['stress', stress],
  ['pause', silent],
  ['agnhost', silent],
  ['mongod', silent],
  ['memcached', silent],
  ['rabbitmq-server', silent],
  ['traefik', silent],
]);

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);
const INTERPRETERS = new Set(['python', 'python3', 'node', 'perl', 'perl5', 'ruby', 'java', 'php']);
const TOOLS = new Set([
  'echo',
  'sleep',
  'true',
  'false',
  'date',
  'hostname',
  'tail',
  'cat',
  'ls',
  'env',
  'printf',
  'mkdir',
  'touch',
  'wget',
  'nslookup',
  'ping',
  'nc',
  'id',
  'uname',
  'top',
  'seq',
  'yes',
  'httpd',
]);

function fromScript(script: Script, isShell: boolean): Program {
  // A shell or a tool that runs as PID 1 has no handler for SIGTERM, and the kernel applies no default action to PID 1.
  return {
    steps: script.steps,
    loop: script.loop,
    onTerm: isShell || script.steps.length > 0 || script.trapsTerm ? null : ends(0, 1_000),
  };
}

function shellProgram(argv: readonly string[], env: ReadonlyMap<string, string>): Program {
  const flag = argv.findIndex((word) => word.startsWith('-') && word.includes('c'));
  // Without a script and without a terminal the shell reads end of file and is done.
  if (flag < 0) return { steps: [{ do: 'exit', code: 0 }], loop: FOR_EVER, onTerm: null };
  return fromScript(readScript(argv[flag + 1] ?? '', env), true);
}

function executableMissing(name: string): StartFailure {
  const why =
    name.startsWith('/') || name.startsWith('.')
      ? `exec: "${name}": stat ${name}: no such file or directory`
      : `exec: "${name}": executable file not found in $PATH`;
  return {
    error: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}`,
  };
}

function known(name: string, image: CatalogueImage | undefined): boolean {
  if (!image) return true;
  const own = [...image.entrypoint, ...image.cmd].map((word) => word.split('/').pop() ?? '');
  if (own.includes(name)) return true;
  if (image.shell === 'none') return false;
  return SHELLS.has(name)
    ? name !== 'bash' || image.shell === 'debian'
    : TOOLS.has(name) || INTERPRETERS.has(name);
}

/** The argument vector: the Pod's command and args over the image's own. */
function argvOf(spec: CriContainerSpec, image: CatalogueImage | undefined): readonly string[] {
  if (spec.command.length > 0) return [...spec.command, ...spec.args];
  return [...(image?.entrypoint ?? []), ...(spec.args.length > 0 ? spec.args : (image?.cmd ?? []))];
}

/** What the container will do. An image we know nothing of just runs, and ends in good order on SIGTERM. */
export function programOf(
  spec: CriContainerSpec,
  image: CatalogueImage | undefined,
  hostname: string,
): Program | StartFailure {
  let argv = argvOf(spec, image);
  const env = new Map<string, string>([['HOSTNAME', hostname], ['HOME', '/root'], ...spec.env]);
  if (argv[0]?.endsWith('entrypoint.sh') && argv.length > 1) argv = argv.slice(1);
  const first = argv[0];
  if (first === undefined) return server([], ends(0, 80_000));
  const name = first.split('/').pop() ?? first;
  if (!known(name, image)) return executableMissing(first);
  if (SHELLS.has(name)) return shellProgram(argv, env);
  const asServer = SERVERS.get(name);
  if (asServer) return asServer(argv, env);
  if (TOOLS.has(name)) return fromScript(readCommand(argv, env), false);
  if (INTERPRETERS.has(name))
    return argv.length > 1
      ? server([], null)
      : { steps: [{ do: 'exit', code: 0 }], loop: FOR_EVER, onTerm: null };
  return server([], ends(0, 80_000));
}
