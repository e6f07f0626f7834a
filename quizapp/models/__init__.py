"""The tables, one file per family."""

from quizapp.models.account_care import (
    AccountEvent,
    AccountEventKind,
    AccountInvitation,
    Authenticator,
    Passkey,
    PasswordReset,
    RecoveryCode,
)
from quizapp.models.accounts import Account, ApiToken, Role, SetupLink, SignIn, SignInMethod
from quizapp.models.authoring import (
    CheckStatus,
    DraftEdit,
    QuestionAddress,
    QuestionCheck,
    QuestionOpening,
    QuestionPerson,
    QuestionReview,
)
from quizapp.models.classes import (
    AssignedWork,
    Assignment,
    AssignmentAllowance,
    ClassInvitation,
    ClassMember,
    ClassRole,
    StudyClass,
)
from quizapp.models.drafts import Draft
from quizapp.models.exams import Exam, ExamAnswer, ExamSitting
from quizapp.models.interviews import InterviewTurn, MockInterview
from quizapp.models.learners import Learner
from quizapp.models.live import LiveAnswer, LiveItem, LiveParticipant, LiveSession
from quizapp.models.making import AuthoredEntry, AuthoredVersion, ContentRoom, SeedCheck
from quizapp.models.oncall import OncallCase, OncallMeasurement
from quizapp.models.practice import Attempt, InterviewAttempt
from quizapp.models.practice_sessions import PracticeSession, SessionItem
from quizapp.models.questions import (
    ClaimEntry,
    DraftRevision,
    ItemIdentity,
    Origin,
    QuestionDraft,
    QuestionEntry,
    QuestionVersion,
    ScenarioEntry,
    ShippedUpdate,
    TopicEntry,
    revision_of_draft,
)
from quizapp.models.regrades import Regrade, RegradeEntry
from quizapp.models.reviews import DayPlan, ReviewCard, ReviewEntry, ReviewPreferences
from quizapp.models.runs import Run, RunDetail, RunFrame, RunStatus, RunTrace, SeenRun
from quizapp.models.service import ServiceFact, WorkerEntry

__all__ = [
    "Account",
    "AccountEvent",
    "AccountEventKind",
    "AccountInvitation",
    "ApiToken",
    "AssignedWork",
    "Assignment",
    "AssignmentAllowance",
    "Attempt",
    "Authenticator",
    "AuthoredEntry",
    "AuthoredVersion",
    "CheckStatus",
    "ClaimEntry",
    "ClassInvitation",
    "ClassMember",
    "ClassRole",
    "ContentRoom",
    "DayPlan",
    "Draft",
    "DraftEdit",
    "DraftRevision",
    "Exam",
    "ExamAnswer",
    "ExamSitting",
    "InterviewAttempt",
    "InterviewTurn",
    "ItemIdentity",
    "Learner",
    "LiveAnswer",
    "LiveItem",
    "LiveParticipant",
    "LiveSession",
    "MockInterview",
    "OncallCase",
    "OncallMeasurement",
    "Origin",
    "Passkey",
    "PasswordReset",
    "PracticeSession",
    "QuestionAddress",
    "QuestionCheck",
    "QuestionDraft",
    "QuestionEntry",
    "QuestionOpening",
    "QuestionPerson",
    "QuestionReview",
    "QuestionVersion",
    "RecoveryCode",
    "Regrade",
    "RegradeEntry",
    "ReviewCard",
    "ReviewEntry",
    "ReviewPreferences",
    "Role",
    "Run",
    "RunDetail",
    "RunFrame",
    "RunStatus",
    "RunTrace",
    "ScenarioEntry",
    "SeedCheck",
    "SeenRun",
    "ServiceFact",
    "SessionItem",
    "SetupLink",
    "ShippedUpdate",
    "SignIn",
    "SignInMethod",
    "StudyClass",
    "TopicEntry",
    "WorkerEntry",
    "revision_of_draft",
]
