import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withArguments} from '../../source/model/shell.ts';
import {temporaryFolder} from '../temp-folder.ts';
