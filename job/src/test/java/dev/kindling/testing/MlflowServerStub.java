package dev.kindling.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.LogBatch;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.UpdateRun;
import org.mlflow_project.google.protobuf.InvalidProtocolBufferException;
import org.mlflow_project.google.protobuf.Message;
import org.mlflow_project.google.protobuf.util.JsonFormat;

/** An MLflow server that reads and writes the messages of MLflow's own client, and no others. */
public final class MlflowServerStub implements AutoCloseable {
  public static final String PREFIX = "/api/2.0/mlflow/";

  /** What the server was asked. */
  public record Call(String method, String path, JsonNode body, String authorization) {}

  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;
  private volatile int status = 200; // of all answers, where it is not 200
  private volatile CountDownLatch open = new CountDownLatch(0); // for the server to wait for

  public MlflowServerStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Call> calls() {
    return calls;
  }

  /** Makes all answers errors of this status, or none for 200. */
  public void answerWith(int httpStatus) {
    status = httpStatus;
  }

  /** Answers nothing until the latch is open. */
  public void waitFor(CountDownLatch latch) {
    open = latch;
  }

  @Override
  public void close() {
    open.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            body.length == 0 ? null : new ObjectMapper().readTree(body),
            exchange.getRequestHeaders().getFirst("Authorization"));
    calls.add(call);
    String answer = status == 200 ? answer(call) : error("INTERNAL_ERROR", "no");
    int code = status != 200 ? status : answer.contains("error_code") ? 404 : 200;
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String answer(Call call) {
    try {
      return switch (call.method + " " + call.path.replaceFirst("\\?.*", "")) {
        case "GET " + PREFIX + "experiments/get-by-name" ->
            error("RESOURCE_DOES_NOT_EXIST", "no such experiment");
        case "POST " + PREFIX + "experiments/create" -> {
          read(call, CreateExperiment.newBuilder());
          yield json(CreateExperiment.Response.newBuilder().setExperimentId("7"));
        }
        case "POST " + PREFIX + "runs/create" -> {
          read(call, CreateRun.newBuilder());
          RunInfo info = RunInfo.newBuilder().setRunId("abc").build();
          yield json(CreateRun.Response.newBuilder().setRun(Run.newBuilder().setInfo(info)));
        }
        case "POST " + PREFIX + "runs/log-batch" -> {
          read(call, LogBatch.newBuilder());
          yield json(LogBatch.Response.newBuilder());
        }
        case "POST " + PREFIX + "runs/update" -> {
          read(call, UpdateRun.newBuilder());
          yield json(UpdateRun.Response.newBuilder());
        }
        default -> error("ENDPOINT_NOT_FOUND", "no such call");
      };
    } catch (InvalidProtocolBufferException e) {
      return error("INVALID_PARAMETER_VALUE", e.getMessage());
    }
  }

  /** Fails for a field that the message does not have, or one of another type. */
  private static void read(Call call, Message.Builder message)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(call.body.toString(), message);
  }

  private static String json(Message.Builder message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().preservingProtoFieldNames().print(message);
  }

  private static String error(String code, String message) {
    return new ObjectMapper()
        .createObjectNode()
        .put("error_code", code)
        .put("message", message)
        .toString();
  }
}
