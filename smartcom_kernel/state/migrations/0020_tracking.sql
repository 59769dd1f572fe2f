-- Links that are counted: where those of a sending lead, short ones for SMS, and what is known of who followed them.

-- A click leads only where a message of the sending has said so. `message_id` is whose link it is while only one has it.
CREATE TABLE link_targets (
    sending_id   bigint NOT NULL REFERENCES sendings,
    target       bytea NOT NULL,        -- 64 bits of a keyed hash of the address: nobody can make one up
    url          text NOT NULL,
    message_id   bigint REFERENCES messages,
    PRIMARY KEY (sending_id, target)
);
CREATE INDEX link_targets_of_message ON link_targets (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE short_links (
    code         bytea PRIMARY KEY,     -- 64 bits of a keyed hash of the message and the address
    message_id   bigint NOT NULL REFERENCES messages,
    target       bytea NOT NULL
);
CREATE INDEX short_links_of_message ON short_links (message_id);

ALTER TABLE reactions
    ADD COLUMN target bytea,                    -- which link was followed
    ADD COLUMN why text NOT NULL DEFAULT '';    -- by what a robot was recognised
