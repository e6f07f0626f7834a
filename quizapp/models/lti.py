"""Course platforms connected by LTI 1.3: who they are, what they launch, and the grades that go back to them."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Enum,
    Float,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.errors import N_
from quizapp.models.accounts import Account
from quizapp.models.classes import Assignment, StudyClass

LONGEST_ID = 255  # of what a platform names: people, courses, links
LONGEST_URL = 1000


class LtiPlatform(Base):
    """A platform as an admin registered it. token_audience: what it wants to be called when it is asked for a token, if
    not by its address. origins: from which its pages show ours, beside those of its addresses. teachers_author: whether
    who teaches there may write questions here. keys: what was found last at jwks_url.
    """

    __tablename__ = "lti_platforms"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    platform_id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(LONGEST_ID))
    client_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    deployment_ids: Mapped[list[str]] = mapped_column(JSON)
    login_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    token_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    token_audience: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    jwks_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    origins: Mapped[list[str]] = mapped_column(JSON)
    teachers_author: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    keys: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    keys_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LtiKey(Base):
    """A key pair of this service. private_key: PEM, encrypted with the secret of the server."""

    __tablename__ = "lti_keys"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_key: Mapped[str] = mapped_column(Text)
    public_key: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LtiNonce(Base):
    """The nonce of a launch that was accepted; another launch with it is a replay."""

    __tablename__ = "lti_nonces"

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LtiTicket(Base):
    """What a page shown inside a platform hands to the next page in place of a cookie; only its hash is kept.

    purpose: open or select. content: where it leads, or what the platform wants to have selected. proof_hash: of what
    the browser was given when the launch began, if it has not shown it yet.
    """

    __tablename__ = "lti_tickets"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platforms.platform_id", ondelete="CASCADE"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    proof_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined")
    platform: Mapped[LtiPlatform] = relationship(lazy="joined")


class LtiIdentity(Base):
    """A person as a platform names them, and their account here."""

    __tablename__ = "lti_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    identity_id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(LONGEST_ID))
    subject: Mapped[str] = mapped_column(String(LONGEST_ID))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    account: Mapped[Account] = relationship(lazy="joined")


class LtiCourse(Base):
    """A course of a platform, and the class it is here. members_url, items_url: where its members and its grade columns
    are; scopes: what the platform lets us do with the latter. roster_at: when its members were fetched last.
    """

    __tablename__ = "lti_courses"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id", "context_id"),)

    course_id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platforms.platform_id", ondelete="CASCADE"))
    deployment_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    context_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"), index=True)
    members_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    items_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    roster_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    platform: Mapped[LtiPlatform] = relationship(lazy="joined")
    study_class: Mapped[StudyClass] = relationship(lazy="joined")


class LtiLink(Base):
    """A place in a course from which people come here, and the assignment to which it leads, once it is chosen."""

    __tablename__ = "lti_links"
    __table_args__ = (UniqueConstraint("course_id", "resource_link_id"),)

    link_id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("lti_courses.course_id", ondelete="CASCADE"))
    resource_link_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    title: Mapped[str] = mapped_column(String(120))
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignments.assignment_id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    course: Mapped[LtiCourse] = relationship(lazy="joined")


class LtiColumn(Base):
    """The grade column of a link for an assignment. item_url: None until it was found or made. derive_at: when the
    scores are to be compared with the standings again. is_stuck: whether nothing is sent until somebody acts.
    reason, reason_values: the message why. made_at: when we made or found it; checked_at: when we later made sure that
    there is one.
    """

    __tablename__ = "lti_columns"
    __table_args__ = (UniqueConstraint("link_id", "assignment_id"),)

    column_id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("lti_links.link_id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.assignment_id", ondelete="CASCADE"), index=True
    )
    item_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    is_of_platform: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    derive_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    is_stuck: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    reason: Mapped[str | None] = mapped_column(String(300))
    reason_values: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    link: Mapped[LtiLink] = relationship(lazy="joined")
    assignment: Mapped[Assignment] = relationship(lazy="joined")


class ScoreState(enum.StrEnum):
    WAITING = N_("waiting")
    SENT = N_("sent")
    PARKED = N_("parked")


class LtiScore(Base):
    """The outbox: the latest score of a person in a column, and whether the platform has it.

    score: from 0 to 1; None where an earlier one no longer counts. dated_at: the time under which it is sent, a second
    or more after that of the score before. version: counts the changes; an older one that was sent is not enough.
    """

    __tablename__ = "lti_scores"
    __table_args__ = (UniqueConstraint("column_id", "identity_id"),)

    score_id: Mapped[int] = mapped_column(primary_key=True)
    column_id: Mapped[int] = mapped_column(ForeignKey("lti_columns.column_id", ondelete="CASCADE"))
    identity_id: Mapped[int] = mapped_column(
        ForeignKey("lti_identities.identity_id", ondelete="CASCADE"), index=True
    )
    score: Mapped[float | None] = mapped_column(Float)
    version: Mapped[int] = mapped_column(Integer, default=1)
    dated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ScoreState] = mapped_column(
        Enum(
            ScoreState,
            native_enum=False,
            length=10,
            values_callable=lambda states: [state.value for state in states],
        ),
        default=ScoreState.WAITING,
    )
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    reason: Mapped[str | None] = mapped_column(String(300))
    reason_values: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    identity: Mapped[LtiIdentity] = relationship(lazy="joined")
