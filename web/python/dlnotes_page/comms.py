"""Controls with Python behind them: the messages of ipywidgets, to the page and back."""

import json


def connect(send) -> None:
    """Let every control that is made from now on talk to the page.

    Parameters
    ----------
    send
        Takes an event and a list of buffers.
    """
    import comm
    from comm.base_comm import BaseComm

    class PageComm(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
            event = {
                "event": "comm",
                "msg_type": msg_type,
                "comm_id": self.comm_id,
                "target_name": keys.get("target_name"),
                "data": data or {},
                "metadata": metadata or {},
            }
            send(event, [bytes(buffer) for buffer in buffers or []])

    comm.create_comm = PageComm


def receive(comm_id: str, data: str, buffers: list[bytes]) -> None:
    """Hand a message of the page to the control that it is for; one that is gone gets none."""
    import comm

    found = comm.get_comm_manager().comms.get(comm_id)
    if found:
        content = {"comm_id": comm_id, "data": json.loads(data)}
        buffers = [memoryview(buffer) for buffer in buffers]
        found.handle_msg({"content": content, "metadata": {}, "buffers": buffers})
