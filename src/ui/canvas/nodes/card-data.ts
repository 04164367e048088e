import type { Node, NodeProps } from '@xyflow/react';
import type { MachineForm } from '../graph/layout.ts';
import type { Form, GraphNode } from '../graph/model.ts';

/** What a card gets from the layout; live state it reads itself, by the ids of its parts. */
export interface CardData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly form: Form;
  readonly machineForm: MachineForm;
}

export type CardNode = Node<CardData, 'card'>;
export type CardProps = NodeProps<CardNode>;
